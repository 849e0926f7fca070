// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/sysctl_command.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "sysctl/predict.h"
#include "unit/name_pattern.h"

namespace yama::unit {
namespace {

/// A command line of sysctl(8), its options apart from its other words.
struct SysctlLine {
  bool system = false;
  bool load = false;         ///< -p, -f, --load: the other words are files
  bool shows = false;        ///< -a and its like
  std::string pattern = {};  ///< of the keys that are taken
  bool understood = true;    ///< no option that may change what is written
  std::vector<std::string> others = {};
};

void read_letters(std::string_view letters, SysctlLine& line) {
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char letter = letters[i];
    if (letter == 'p' || letter == 'f') {
      line.load = true;
      if (i + 1 < letters.size()) {
        line.others.emplace_back(letters.substr(i + 1));
      }
      return;
    }
    if (letter == 'a' || letter == 'A' || letter == 'X') {
      line.shows = true;
    } else if (std::string_view{"wqenNbdhVo"}.find(letter) == std::string_view::npos) {
      line.understood = false;
    }
  }
}

void read_long(std::string_view option, SysctlLine& line) {
  static constexpr std::array<std::string_view, 7> kHarmless = {"--write", "--quiet",  "--ignore", "--values",
                                                                "--names", "--binary", "--"};
  if (option == "--system") {
    line.system = true;
  } else if (option == "--load" || option.starts_with("--load=")) {
    line.load = true;
    if (option.size() > std::string_view{"--load="}.size()) {
      line.others.emplace_back(option.substr(std::string_view{"--load="}.size()));
    }
  } else if (option == "--all" || option == "--help" || option == "--version") {
    line.shows = true;
  } else if (std::find(kHarmless.begin(), kHarmless.end(), option) == kHarmless.end()) {
    line.understood = false;
  }
}

SysctlLine read_line(const std::vector<std::string>& words) {
  constexpr std::string_view kPattern = "--pattern";
  SysctlLine line;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == kPattern || word == "-r") {
      line.pattern = i + 1 < words.size() ? words[++i] : std::string{};
    } else if (word.starts_with(kPattern) && word.substr(kPattern.size()).starts_with('=')) {
      line.pattern = word.substr(kPattern.size() + 1);
    } else if (word.starts_with("--")) {
      read_long(word, line);
    } else if (word.size() > 1 && word.starts_with('-')) {
      read_letters(word.substr(1), line);
    } else {
      line.others.emplace_back(word);
    }
  }
  return line;
}

/// Whether a pattern takes the key, as pattern_match() of procps asks; one that is no expression is not known to.
bool takes_key(const std::string& pattern) {
  return pattern.size() > limit::kPattern || occurs_in(pattern, sysctl::kPtraceScope).value_or(true);
}

/// Whether a word is the path of a file and nothing that is replaced by something else.
bool is_plain_path(const std::string& file) {
  return file.starts_with('/') && file.find_first_of("*?[{$%") == std::string::npos;
}

CommandEffect effect_of_load(std::vector<std::string> files) {
  if (files.empty()) {
    files.emplace_back("/etc/sysctl.conf");
  }
  const bool plain = std::all_of(files.begin(), files.end(), is_plain_path);
  CommandEffect effect{.touches = true, .certain = plain, .value = {}};
  if (plain) {
    effect.loads = sysctl::SettingsLoad{.files = std::move(files)};
  }
  return effect;
}

/// A command line of systemd-sysctl(8).
struct SystemdLine {
  bool limited = false;    ///< to the keys below its --prefix= options
  bool takes_key = false;  ///< one of those holds the key
  bool shows = false;      ///< it only prints
  bool understood = true;
  std::vector<std::string> files = {};
};

/// Whether the keys below a prefix may hold ours. Source: src/sysctl/sysctl.c test_prefix().
bool may_hold_key(std::string prefix) {
  std::replace(prefix.begin(), prefix.end(), '.', '/');
  for (const std::string_view start : {std::string_view{"/"}, std::string_view{"proc/sys/"}}) {
    prefix.erase(0, prefix.starts_with(start) ? start.size() : 0);
  }
  const std::string_view path = kScopeFile.substr(std::string_view{"/proc/sys/"}.size());
  return path.starts_with(prefix) || prefix.find_first_of("$%*") == 0;
}

SystemdLine read_systemd_line(const std::vector<std::string>& words) {
  constexpr std::string_view kPrefix = "--prefix=";
  static constexpr std::array<std::string_view, 6> kShowing = {"--cat-config", "--tldr",    "-h",
                                                               "--help",       "--version", "--verify"};
  static constexpr std::array<std::string_view, 3> kHarmless = {"--strict", "--no-pager", "--"};
  SystemdLine line;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.starts_with(kPrefix)) {
      line.limited = true;
      line.takes_key = line.takes_key || may_hold_key(word.substr(kPrefix.size()));
    } else if (std::find(kShowing.begin(), kShowing.end(), word) != kShowing.end()) {
      line.shows = true;
    } else if (!word.starts_with('-')) {
      line.files.push_back(word);
    } else if (std::find(kHarmless.begin(), kHarmless.end(), word) == kHarmless.end()) {
      line.understood = false;
    }
  }
  return line;
}

CommandEffect effect_of_assignments(const std::vector<std::string>& words) {
  CommandEffect effect = kNothing;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    std::string key{word.substr(0, equals)};
    std::replace(key.begin(), key.end(), '/', '.');
    if (key == sysctl::kPtraceScope && equals != std::string::npos) {
      effect = then(effect, effect_of_value(std::string_view{word}.substr(equals + 1)));
    } else if (names_key(word) && equals != std::string::npos) {
      return kPerhaps;
    }
  }
  return effect;
}

}  // namespace

bool names_key(std::string_view text) {
  return text.find("ptrace_scope") != std::string_view::npos || text.find("kernel/yama") != std::string_view::npos ||
         text.find("kernel.yama") != std::string_view::npos;
}

CommandEffect effect_of_value(std::string_view value) {
  const auto scope = scope_from_digit(value);
  return scope ? CommandEffect{.touches = true, .certain = true, .value = scope} : kPerhaps;
}

CommandEffect effect_of_sysctl(const std::vector<std::string>& words) {
  SysctlLine line = read_line(words);
  if (line.shows) {
    return kNothing;
  }
  const bool loads = line.system || line.load;
  if (!line.pattern.empty() && loads) {
    return takes_key(line.pattern) ? kPerhaps : kNothing;
  }
  if (!line.understood) {
    return loads || std::any_of(line.others.begin(), line.others.end(), names_key) ? kPerhaps : kNothing;
  }
  if (line.system) {
    return {.touches = true, .certain = true, .value = {}, .loads = sysctl::SettingsLoad{}};
  }
  return line.load ? effect_of_load(std::move(line.others)) : effect_of_assignments(line.others);
}

CommandEffect effect_of_wrapped_sysctl(const std::vector<std::string>& words) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    const std::string_view name = std::string_view{*word}.substr(word->rfind('/') + 1);
    if (word == words.begin() || (name != "sysctl" && name != "systemd-sysctl")) {
      continue;
    }
    CommandEffect effect =
        name == "sysctl" ? effect_of_sysctl({word, words.end()}) : effect_of_systemd_sysctl({word, words.end()});
    if (effect.touches && words.front().ends_with("xargs")) {
      return kPerhaps;  // its files are not in the line
    }
    effect.certain = !effect.touches;
    effect.value.reset();
    return effect;
  }
  return kNothing;
}

CommandEffect effect_of_systemd_sysctl(const std::vector<std::string>& words) {
  const SystemdLine line = read_systemd_line(words);
  if (line.shows || (line.limited && !line.takes_key)) {
    return kNothing;
  }
  const bool known = line.understood && !line.limited;
  if (!known || line.files.size() > 1 || !std::all_of(line.files.begin(), line.files.end(), is_plain_path)) {
    return kPerhaps;
  }
  return {.touches = true,
          .certain = true,
          .value = {},
          .loads = sysctl::SettingsLoad{.files = line.files, .by = sysctl::Loader::kSystemd}};
}

CommandEffect then(const CommandEffect& first, const CommandEffect& second) {
  if (!first.touches) {
    return second;
  }
  if (!second.touches) {
    return first;
  }
  const bool both_load = first.loads && second.loads && first.loads->by == second.loads->by &&
                         first.loads->files.empty() == second.loads->files.empty() && !first.loads->one_of &&
                         !second.loads->one_of;
  if (both_load && first.loads->files.size() + second.loads->files.size() <= limit::kLoadedFiles) {
    CommandEffect both = first;
    both.certain = first.certain && second.certain;
    both.loads->files.insert(both.loads->files.end(), second.loads->files.begin(), second.loads->files.end());
    return both;
  }
  if (!first.certain || !second.certain || first.loads || second.loads) {
    return kPerhaps;
  }
  return first.value == Scope::kNoAttach ? first : second;
}

}  // namespace yama::unit
