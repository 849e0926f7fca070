// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/setup.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/tuned/python_ini.h"

namespace yama::tuned {
namespace {

constexpr std::string_view kWordEnds = " \t\r\n\v\f";

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return result;
}

/// configparser's getboolean().
std::optional<bool> boolean_of(std::string_view value) {
  static constexpr std::string_view kTrue[] = {"1", "yes", "true", "on"};
  static constexpr std::string_view kFalse[] = {"0", "no", "false", "off"};
  const std::string word = lower(value);
  if (std::ranges::find(kTrue, word) != std::end(kTrue)) {
    return true;
  }
  return std::ranges::find(kFalse, word) != std::end(kFalse) ? std::optional{false} : std::nullopt;
}

/// GlobalConfig.get_list().
std::vector<std::string> list_of(std::string_view value) {
  std::vector<std::string> items;
  while (!python::strip(value).empty()) {
    const std::size_t end = std::min(value.find_first_of(",;"), value.size());
    items.emplace_back(python::strip(value.substr(0, end)));
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return items;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!(text = python::strip(text)).empty()) {
    const std::size_t end = std::min(text.find_first_of(kWordEnds), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::string text_of(const host::Root& root, std::string_view file) {
  const auto bytes = root.read(file, limit::kText);
  return bytes.ok() ? std::string(python::strip(*bytes)) : std::string{};
}

bool is_safe_name(std::string_view name) {
  constexpr std::string_view kOthers = "_.-0123456789";
  return std::ranges::all_of(name, [kOthers](char c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || kOthers.find(c) != std::string_view::npos;
  });
}

/// tuned/utils/profile_recommender.py: the first section whose conditions hold. Which hold is the machine's affair:
/// gives all up to one without conditions, and whether there was such a one.
bool add_recommended(const host::Root& root, std::string_view file, std::vector<std::string>& names) {
  const auto bytes = root.read(file, limit::kText);
  const python::Ini ini = python::parse_ini(bytes.ok() ? *bytes : "", {}, python::Names::kNeedValues);
  if (python::is_too_long(ini)) {
    root.leave(file, "a file with more lines than are read");
  }
  if (ini.bad_line != 0) {
    return false;
  }
  for (const python::Section& section : ini.sections) {
    std::string name = section.name.substr(0, section.name.rfind(','));
    if (std::ranges::find(names, name) == names.end() && names.size() <= limit::kTunedChoices) {
      names.push_back(std::move(name));
    }
    if (section.options.empty()) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> recommended(const host::Root& root) {
  std::vector<std::string> names;
  if (add_recommended(root, "/etc/tuned/recommend.conf", names)) {
    return names;
  }
  std::map<std::string, std::string> files;
  for (const std::string folder : {"/usr/lib/tuned/recommend.d", "/etc/tuned/recommend.d"}) {
    if (const auto listed = root.list(folder); listed.ok()) {
      for (const host::Name& name : *listed) {
        files[name.name] = folder + "/" + name.name;
      }
    }
  }
  if (std::ranges::none_of(files, [&](const auto& file) { return add_recommended(root, file.second, names); })) {
    names.emplace_back("balanced");
  }
  return names;
}

/// Takes what one option says; false when TuneD does not start for it.
bool take(MainConfiguration& main, const python::Option& option) {
  const std::string& value = *option.value;
  if (option.name == "reapply_sysctl" || option.name == "recommend_command" || option.name == "daemon") {
    const auto word = boolean_of(value);
    if (word && option.name == "reapply_sysctl") {
      main.reapplies = *word;
    } else if (word && option.name == "recommend_command") {
      main.recommends = *word;
    }
    return word.has_value();
  }
  if (option.name == "reapply_sysctl_exclude") {
    main.excluded = list_of(value);
  } else if (option.name == "profile_dirs") {
    main.folders = list_of(value);
    std::ranges::reverse(main.folders);
  } else if (option.name == "default_instance_priority") {
    main.priority = value;
  }
  return value.find('%') == std::string::npos;  // configparser's interpolation
}

}  // namespace

MainConfiguration read_main_configuration(const host::Root& root) {
  MainConfiguration main;
  const auto bytes = root.read(kMainFile, limit::kText);
  const python::Ini ini = python::parse_ini(bytes.ok() ? *bytes : "", "MAGIC", python::Names::kNeedValues);
  if (ini.bad_line != 0) {
    main.bad_line = ini.bad_line;
    return main;
  }
  for (const python::Option& option : ini.sections.front().options) {
    if (!take(main, option) && !main.bad_line) {
      main.bad_line = option.line;
    }
  }
  return main;
}

std::vector<std::string> folders_of(const MainConfiguration& main, const Release& release) {
  if (!release.profiles_in_own_folder) {
    return {"/etc/tuned", "/usr/lib/tuned"};
  }
  return main.folders.empty() ? std::vector<std::string>{"/etc/tuned/profiles", "/usr/lib/tuned/profiles"}
                              : main.folders;
}

Choice read_choice(const host::Root& root, const MainConfiguration& main) {
  Choice choice;
  const std::string mode = text_of(root, "/etc/tuned/profile_mode");
  const std::string active = text_of(root, kActiveFile);
  if (!mode.empty() && mode != "auto" && mode != "manual") {
    choice.trouble = "its mode is neither auto nor manual";
    choice.trouble_file = "/etc/tuned/profile_mode";
    return choice;
  }
  choice.recommended = mode == "auto" || (mode.empty() && active.empty());
  if (!choice.recommended) {
    choice.candidates = {words_of(active)};
  } else {
    for (const std::string& name : main.recommends ? recommended(root) : std::vector<std::string>{"balanced"}) {
      choice.candidates.push_back(words_of(name));
    }
  }
  if (choice.candidates.size() > limit::kTunedChoices) {
    choice.trouble = "it chooses among more profiles than can be looked at";
    choice.trouble_file = kActiveFile;
  }
  const std::vector<std::string> later = words_of(text_of(root, "/etc/tuned/post_loaded_profile"));
  for (std::vector<std::string>& names : choice.candidates) {
    names.insert(names.end(), later.begin(), later.end());
    if (!std::ranges::all_of(names, is_safe_name) || later.size() > 1) {
      choice.trouble = "it has a profile's name that it refuses";
      choice.trouble_file = kActiveFile;
    }
  }
  return choice;
}

}  // namespace yama::tuned
