// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/profile.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/tuned/merge.h"

namespace yama::tuned {
namespace {

bool is_true(std::string_view value) { return value == "True" || value == "true" || value == "1"; }

constexpr bool is_word(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

/// re.split(r"\s*[,;]\s*"), for "drop" with \b in front of it.
std::vector<std::string> split_list(std::string_view text, bool behind_word) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != ',' && text[at] != ';') {
      continue;
    }
    const std::string_view before = text.substr(begin, at - begin);
    const std::size_t last = before.find_last_not_of(" \t\n");
    const bool word = last != std::string_view::npos && is_word(before[last]);
    if (behind_word && !word) {
      continue;
    }
    parts.emplace_back(before.substr(0, last == std::string_view::npos ? 0 : last + 1));
    begin = std::min(text.find_first_not_of(" \t\n", at + 1), text.size());
    at = begin - 1;
  }
  parts.emplace_back(text.substr(begin));
  return parts;
}

std::string base_name(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

/// os.path.join() of a profile's folder and a path.
std::string joined(std::string_view folder, std::string_view path) {
  return path.starts_with('/') ? std::string(path) : std::string(folder) + "/" + std::string(path);
}

/// Takes an option out of a section and gives its value.
std::optional<std::string> pop(std::vector<python::Option>& options, std::string_view name) {
  const auto found = std::ranges::find(options, name, &python::Option::name);
  if (found == options.end()) {
    return std::nullopt;
  }
  std::string value = *found->value;
  options.erase(found);
  return value;
}

/// A file of a profile, and the folder in which it is.
struct Origin {
  std::string profile;
  std::string file;
  std::string folder;
};

Section section_of(const Origin& origin, python::Section&& read, const Release& release) {
  constexpr std::string_view kFolder = "${i:PROFILE_DIR}";
  std::vector<python::Option>& options = read.options;
  for (python::Option& option : options) {
    for (std::size_t at = option.value->find(kFolder); at != std::string::npos;
         at = option.value->find(kFolder, at + 1)) {
      if (at == 0 || (*option.value)[at - 1] != '\\') {
        option.value->replace(at, kFolder.size(), origin.folder);
      }
    }
  }
  Section section{.name = std::move(read.name), .type = {}};
  if (release.priority != Priority::kMergedAsOption) {
    section.priority = pop(options, "priority");
  }
  section.type = pop(options, "type").value_or(section.name);
  section.enabled = is_true(pop(options, "enabled").value_or("1"));
  section.replaces = is_true(pop(options, "replace").value_or("0"));
  section.prepends = release.variables_by_type && is_true(pop(options, "prepend").value_or("0"));
  if (const auto drop = pop(options, "drop")) {
    section.drops = split_list(*drop, true);
  }
  pop(options, "devices");
  pop(options, "devices_udev_regex");
  const bool by_processor = pop(options, "cpuinfo_regex").has_value();
  section.conditional = pop(options, "uname_regex").has_value() || by_processor;
  for (const std::string_view name : {"script_pre", "script_post"}) {
    if (const auto script = pop(options, name)) {
      section.scripts.push_back(*script);
    }
  }
  section.settings.reserve(options.size());
  for (python::Option& option : options) {
    if (option.name == "script") {
      section.scripts.push_back(joined(origin.folder, *option.value));
    }
    section.settings.push_back({.profile = origin.profile, .file = origin.file, .option = std::move(option)});
  }
  return section;
}

class Loader {
 public:
  Loader(const host::Root& root, const std::vector<std::string>& folders, const Release& release, Machine machine)
      : root_(root), folders_(folders), release_(release), no_variables_(machine) {}

  void load(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (!profile_.trouble.empty()) {
        return;
      }
      find(name);
    }
  }

  Profile finish() && { return std::move(profile_); }

 private:
  /// tuned/profiles/locator.py: of folders that have a file of this name, the strongest that was not read yet.
  void find(std::string_view name) {
    const bool optional = name.starts_with('-');
    const std::string base = base_name(name.substr(optional ? 1 : 0));
    bool was_read = false;
    for (const std::string& folder : folders_) {
      const Origin origin{.profile = base, .file = folder + "/" + base + "/tuned.conf", .folder = folder + "/" + base};
      if (std::ranges::find(read_, origin.file) != read_.end()) {
        was_read = true;
        continue;
      }
      const auto status = root_.status(origin.file);
      if (status.ok() && S_ISREG(status->st_mode)) {
        read(origin);
        return;
      }
    }
    if (!optional && !was_read) {
      profile_.not_found = true;
      refuse("the profile " + base + " cannot be found", {}, 0);
    }
  }

  void read(const Origin& origin) {
    read_.push_back(origin.file);
    const auto bytes = root_.read(origin.file, limit::kText);
    if (!bytes.ok() || read_.size() > limit::kTunedProfiles) {
      refuse("the profile " + origin.profile + " cannot be read", origin.file, 0);
      return;
    }
    python::Ini ini = python::parse_ini(*bytes, {}, python::Names::kNeedValues);
    if (ini.bad_line != 0) {
      refuse("the profile " + origin.profile +
                 (python::is_too_long(ini) ? " has more lines than are read" : " has a line that tuned refuses"),
             origin.file, ini.bad_line);
      return;
    }
    include(origin, ini);
    for (python::Section& section : ini.sections) {
      if (section.name != "main") {
        merge(profile_, section_of(origin, std::move(section), release_), release_);
      }
    }
  }

  void include(const Origin& origin, const python::Ini& ini) {
    const auto main = std::ranges::find(ini.sections, "main", &python::Section::name);
    const python::Option* const include =
        main == ini.sections.end() ? nullptr : python::find_option(main->options, "include");
    if (include == nullptr) {
      return;
    }
    if (const auto names = no_variables_.expand(*include->value)) {
      load(split_list(*names, false));
    } else {
      refuse("the profile " + origin.profile + " includes what only tuned can tell", origin.file, include->line);
    }
  }

  void refuse(std::string why, const std::string& file, std::size_t line) {
    if (profile_.trouble.empty()) {
      profile_.trouble = std::move(why);
      profile_.trouble_file = file;
      profile_.trouble_line = line;
    }
  }

  const host::Root& root_;
  const std::vector<std::string>& folders_;
  const Release& release_;
  Variables no_variables_;  // a profile's own are not known yet when it is loaded
  Profile profile_;
  std::vector<std::string> read_;
};

}  // namespace

Profile load_profiles(const host::Root& root, const std::vector<std::string>& names,
                      const std::vector<std::string>& folders, const Release& release, Machine machine) {
  Loader loader(root, folders, release, machine);
  loader.load(names);
  return std::move(loader).finish();
}

}  // namespace yama::tuned
