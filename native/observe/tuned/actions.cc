// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/actions.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "observe/config_text.h"
#include "sysctl/key_path.h"
#include "sysctl/predict.h"

namespace yama::tuned {
namespace {

std::optional<int> priority_of(std::string_view text) {
  text = python::strip(text);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional{number}
                                                                                   : std::nullopt;
}

/// commands.unquote(): '"' at both ends of a value of one line.
std::string_view unquoted(std::string_view value) {
  const bool quoted = value.size() > 1 && value.front() == '"' && value.back() == '"';
  return quoted && value.find('\n') == std::string_view::npos ? value.substr(1, value.size() - 2) : value;
}

std::string note_of(const std::string& profile) { return "tuned's profile " + profile; }

/// A script that names the key, or sysctl, may set it.
std::optional<Action> action_of_script(const host::Root& root, const std::string& path) {
  const auto bytes = root.read(path, limit::kText);
  for (const config::Line& line : config::lines_of(bytes.ok() ? *bytes : std::string_view{})) {
    if (line.text.find("ptrace_scope") != std::string_view::npos ||
        line.text.find("sysctl") != std::string_view::npos) {
      return Action{.kind = Action::Kind::kMay,
                    .note = "a script of tuned's profile",
                    .file = path,
                    .line = line.number,
                    .text = std::string(line.text)};
    }
  }
  return std::nullopt;
}

/// A section that takes part, and what it is ordered by.
struct Part {
  const Section* section = nullptr;
  int priority = 0;
};

class Writer {
 public:
  Writer(const MainConfiguration& main, const Release& release, const Variables& variables)
      : main_(main), release_(release), variables_(variables) {}

  void add(const host::Root& root, const Section& section) {
    for (const std::string& script : section.scripts) {
      if (auto action = action_of_script(root, script)) {
        actions_.push_back(*std::move(action));
      }
    }
    if (section.type != "sysctl") {
      return;
    }
    for (const Setting& setting : section.settings) {
      if (setting.option.name == "script") {  // TuneD makes a list of it, and fails here
        actions_.push_back({.kind = Action::Kind::kMay,
                            .note = note_of(setting.profile),
                            .file = setting.file,
                            .line = setting.option.line,
                            .text = setting.option.text});
      } else if (names_key(setting.option.name, release_.swaps_slashes)) {
        actions_.push_back({.kind = Action::Kind::kWrite,
                            .certain = !section.conditional,
                            .note = note_of(setting.profile),
                            .file = setting.file,
                            .line = setting.option.line,
                            .text = setting.option.text,
                            .value = variables_.expand(unquoted(*setting.option.value))});
      }
    }
    // Once more, right after it, changes nothing.
    const bool just_did = !actions_.empty() && actions_.back().kind == Action::Kind::kReload && actions_.back().certain;
    if (main_.reapplies && !just_did) {
      actions_.push_back({.kind = Action::Kind::kReload, .certain = !section.conditional});
    }
  }

  std::vector<Action> finish() && { return std::move(actions_); }

 private:
  const MainConfiguration& main_;
  const Release& release_;
  const Variables& variables_;
  std::vector<Action> actions_;
};

/// The priority of a section as its profile writes it.
std::string priority_text(const Section& section, const MainConfiguration& main, const Release& release) {
  if (release.priority != Priority::kMergedAsOption) {
    return section.priority.value_or(main.priority);
  }
  const auto found =
      std::ranges::find_if(section.settings, [](const Setting& s) { return s.option.name == "priority"; });
  return found == section.settings.end() ? main.priority : *found->option.value;
}

}  // namespace

bool names_key(std::string_view key, bool swaps_slashes) {
  std::string path(key);
  for (char& byte : path) {
    byte = byte == '.' ? '/' : (byte == '/' && swaps_slashes) ? '.' : byte;
  }
  return sysctl::KeyPath(sysctl::kPtraceScope).is_opened_by(path);
}

std::vector<Action> actions_of(const host::Root& root, const Profile& profile, const MainConfiguration& main,
                               const Release& release, Machine machine) {
  Variables variables(machine);
  std::vector<Part> parts;
  variables.add(root, profile.variables);
  for (const Section& section : profile.sections) {
    const bool holds_variables = !release.variables_by_type && section.name == "variables";
    if (holds_variables) {
      std::vector<python::Option> options;
      options.reserve(section.settings.size());
      std::ranges::transform(section.settings, std::back_inserter(options), &Setting::option);
      variables.add(root, options);
    }
    if (!section.enabled || holds_variables) {
      continue;
    }
    const auto priority = priority_of(priority_text(section, main, release));
    if (!priority) {
      return {{.kind = Action::Kind::kMay,
               .note = "tuned (the priority of its section " + section.name + " is no number)"}};
    }
    parts.push_back({.section = &section, .priority = *priority});
  }
  std::ranges::stable_sort(parts, {}, &Part::priority);
  Writer writer(main, release, variables);
  for (const Part& part : parts) {
    writer.add(root, *part.section);
  }
  return std::move(writer).finish();
}

}  // namespace yama::tuned
