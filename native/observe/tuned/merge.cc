// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/merge.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace yama::tuned {
namespace {

/// dict.update(): an option that is there keeps its place.
void update(std::vector<Setting>& settings, std::vector<Setting> newer) {
  for (Setting& setting : newer) {
    const auto same = [&setting](const Setting& old) { return old.option.name == setting.option.name; };
    const auto found = std::ranges::find_if(settings, same);
    if (found == settings.end()) {
      settings.push_back(std::move(setting));
    } else {
      *found = std::move(setting);
    }
  }
}

void merge_variables(std::vector<python::Option>& variables, Section section) {
  if (section.replaces) {
    variables.clear();
  }
  std::vector<python::Option> first;
  for (Setting& setting : section.settings) {
    const auto found = std::ranges::find(variables, setting.option.name, &python::Option::name);
    if (found != variables.end()) {
      *found = std::move(setting.option);
    } else if (section.prepends) {
      first.push_back(std::move(setting.option));
    } else {
      variables.push_back(std::move(setting.option));
    }
  }
  variables.insert(variables.begin(), std::make_move_iterator(first.begin()), std::make_move_iterator(first.end()));
}

void change(Section& old, Section section, const Release& release) {
  old.type = std::move(section.type);
  old.enabled = section.enabled;
  old.conditional = old.conditional || section.conditional;
  if (release.priority == Priority::kMerged && section.priority) {
    old.priority = std::move(section.priority);
  }
  for (const std::string& name : section.drops) {
    std::erase_if(old.settings, [&name](const Setting& setting) { return setting.option.name == name; });
  }
  std::ranges::move(section.scripts, std::back_inserter(old.scripts));
  update(old.settings, std::move(section.settings));
}

}  // namespace

void merge(Profile& profile, Section section, const Release& release) {
  if (release.variables_by_type && section.type == "variables") {
    merge_variables(profile.variables, std::move(section));
    return;
  }
  const auto found = std::ranges::find(profile.sections, section.name, &Section::name);
  if (found == profile.sections.end()) {
    profile.sections.push_back(std::move(section));
  } else if (section.replaces) {
    *found = std::move(section);
  } else {
    change(*found, std::move(section), release);
  }
}

}  // namespace yama::tuned
