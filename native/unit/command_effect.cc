// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/command_effect.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/scope.h"
#include "sysctl/predict.h"
#include "unit/unit_file.h"

namespace yama::unit {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kScopeFile = "/proc/sys/kernel/yama/ptrace_scope";
constexpr CommandEffect kNothing = {.touches = false, .certain = true, .value = {}};
constexpr CommandEffect kPerhaps = {.touches = true, .certain = false, .value = {}};

std::string_view program_of(const Words& words) {
  const std::string_view path = words.front();
  return path.substr(path.rfind('/') + 1);
}

bool is_shell(std::string_view program) {
  return program == "sh" || program == "bash" || program == "dash" || program == "busybox";
}

bool mentions_key(std::string_view text) { return text.find("ptrace_scope") != std::string_view::npos; }

/// A value as a person writes it into a command. Anything but one digit is left to the kernel to judge.
CommandEffect effect_of_value(std::string_view value) {
  const auto scope = scope_from_digit(value);
  return scope ? CommandEffect{.touches = true, .certain = true, .value = scope} : kPerhaps;
}

/// Options of sysctl(8) that neither take a file nor end the reading of assignments.
bool is_harmless_option(std::string_view word) {
  static constexpr std::array<std::string_view, 10> kOptions = {"-w", "--write",  "-q", "--quiet", "-e", "--ignore",
                                                                "-n", "--values", "-N", "--names"};
  return std::find(kOptions.begin(), kOptions.end(), word) != kOptions.end();
}

CommandEffect effect_of_sysctl(const Words& words) {
  CommandEffect effect = kNothing;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (is_harmless_option(word)) {
      continue;
    }
    if (word.starts_with('-')) {
      return kPerhaps;  // -p FILE, --system, --pattern ...
    }
    const std::size_t equals = word.find('=');
    std::string key{word.substr(0, equals)};
    std::replace(key.begin(), key.end(), '/', '.');
    if (key == sysctl::kPtraceScope && equals != std::string_view::npos) {
      effect = effect_of_value(word.substr(equals + 1));
    } else if (mentions_key(word) && equals != std::string_view::npos) {
      return kPerhaps;
    }
  }
  return effect;
}

bool is_echo(std::string_view program) { return program == "echo" || program == "printf"; }

/// `echo N > FILE` of a shell; the redirection stands at the end, with or without a blank.
CommandEffect effect_of_echo(Words words) {
  std::string target;
  if (words.size() >= 2 && words[words.size() - 2] == ">") {
    target = words.back();
    words.resize(words.size() - 2);
  } else if (words.back().starts_with('>')) {
    target = words.back().substr(1);
    words.pop_back();
  }
  if (target != kScopeFile) {
    return kPerhaps;
  }
  return words.size() == 2 ? effect_of_value(words[1]) : kPerhaps;
}

CommandEffect effect_of_words(const Words& words) {
  if (words.empty()) {
    return kNothing;
  }
  const std::string_view program = program_of(words);
  if (program == "sysctl") {
    return effect_of_sysctl(words);
  }
  if (program == "systemd-sysctl") {
    return kPerhaps;
  }
  const bool names_key = std::any_of(words.begin(), words.end(), mentions_key);
  if (!names_key) {
    return kNothing;
  }
  return is_echo(program) ? effect_of_echo(words) : kPerhaps;
}

/// What comes of two commands, one after the other: the last value stays, but nothing is lower than 3 after 3.
CommandEffect then(const CommandEffect& first, const CommandEffect& second) {
  if (!first.touches) {
    return second;
  }
  if (!second.touches) {
    return first;
  }
  if (!first.certain || !second.certain) {
    return kPerhaps;
  }
  return first.value == Scope::kNoAttach ? first : second;
}

/// Signs whose meaning this reader does not follow.
bool is_involved(std::string_view script) {
  return script.find_first_of("`$|(){}*?\\'\"\n<&") != std::string_view::npos;
}

CommandEffect effect_of_script(std::string script) {
  for (std::size_t at = script.find("&&"); at != std::string::npos; at = script.find("&&", at)) {
    script.replace(at, 2, ";");
  }
  if (is_involved(script)) {
    return mentions_key(script) || script.find("sysctl") != std::string::npos ? kPerhaps : kNothing;
  }
  CommandEffect effect = kNothing;
  std::string_view rest = script;
  while (!rest.empty()) {
    const std::string_view command = rest.substr(0, rest.find(';'));
    effect = then(effect, effect_of_words(words_of(command)));
    rest.remove_prefix(std::min(command.size() + 1, rest.size()));
  }
  return effect;
}

}  // namespace

CommandEffect effect_of_command(std::string_view command, std::string_view output) {
  command.remove_prefix(std::min(command.find_first_not_of("@-:+!|"), command.size()));  // systemd.service(5)
  const Words words = words_of(command);
  if (words.empty()) {
    return kNothing;
  }
  if (is_shell(program_of(words))) {
    const auto script = std::find(words.begin(), words.end(), "-c");
    if (script != words.end() && script + 1 != words.end()) {
      return effect_of_script(*(script + 1));
    }
  }
  const std::size_t colon = output.find(':');
  if (colon != std::string_view::npos && output.substr(colon + 1) == kScopeFile) {
    return is_echo(program_of(words)) && words.size() == 2 ? effect_of_value(words[1]) : kPerhaps;
  }
  CommandEffect effect = kNothing;
  for (auto begin = words.begin(); begin != words.end();) {  // systemd takes " ; " for the end of a command
    const auto end = std::find(begin, words.end(), ";");
    effect = then(effect, effect_of_words({begin, end}));
    begin = end == words.end() ? end : end + 1;
  }
  return effect;
}

}  // namespace yama::unit
