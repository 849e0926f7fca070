// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "unit/command_effect.h"

namespace yama::unit {

/// What a script does to the value when it is run, and where.
struct ScriptEffect {
  CommandEffect effect = {};
  std::size_t line = 0;   ///< 1-based, of the command that decides; 0 when none touches the value
  std::string text = {};  ///< that line

  bool operator==(const ScriptEffect&) const = default;
};

/// Of a script that is run as a program: its first line may name an interpreter. A shell's is followed; in any other
/// language a line that names the key is a "perhaps". Bytes with a NUL are no script and do nothing.
ScriptEffect read_script(std::string_view bytes);

/// The effect alone.
CommandEffect effect_of_script(std::string_view bytes);

/// Of text that a shell runs: `sh -c TEXT`, a line of cron.
ScriptEffect read_shell_text(std::string_view text);

}  // namespace yama::unit
