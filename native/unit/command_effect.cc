// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/command_effect.h"

#include <algorithm>
#include <string>
#include <vector>

#include "unit/script_effect.h"
#include "unit/shell_programs.h"
#include "unit/sysctl_command.h"
#include "unit/unit_file.h"

namespace yama::unit {
namespace {

using Words = std::vector<std::string>;

/// Shells whose text is followed.
bool runs_text(std::string_view program) {
  return program == "sh" || program == "bash" || program == "dash" || program == "busybox";
}

/// One program without a shell: nothing is redirected.
CommandEffect effect_of_words(const Words& words) {
  if (words.empty()) {
    return kNothing;
  }
  const std::string_view program = name_of_program(words.front());
  if (program == "sysctl") {
    return effect_of_sysctl(words);
  }
  if (program == "systemd-sysctl") {
    return effect_of_systemd_sysctl(words);
  }
  return std::any_of(words.begin(), words.end(), names_key) ? kPerhaps : effect_of_wrapped_sysctl(words);
}

}  // namespace

CommandEffect effect_of_command(std::string_view command, std::string_view output) {
  command.remove_prefix(std::min(command.find_first_not_of("@-:+!|"), command.size()));  // systemd.service(5)
  const Words words = words_of(command);
  if (words.empty()) {
    return kNothing;
  }
  if (runs_text(name_of_program(words.front()))) {
    const auto script = std::find_if(words.begin() + 1, words.end(), [](const std::string& word) {
      return word.starts_with('-') && !word.starts_with("--") && word.ends_with('c');
    });
    if (script != words.end() && script + 1 != words.end()) {
      return read_shell_text(*(script + 1)).effect;
    }
  }
  const std::size_t colon = output.find(':');
  if (colon != std::string_view::npos && output.substr(colon + 1) == kScopeFile) {
    return is_printer(name_of_program(words.front())) && words.size() == 2 ? effect_of_value(words[1]) : kPerhaps;
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
