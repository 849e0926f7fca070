// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

#include "base/scope.h"
#include "sysctl/settings_load.h"

namespace yama::unit {

/// What a command line of a unit does to kernel.yama.ptrace_scope.
struct CommandEffect {
  bool touches = false;        ///< it may write the value: it names the key, or has a loader read files
  bool certain = false;        ///< it does nothing else to the value than the following says
  std::optional<Scope> value;  ///< what it writes; only when certain
  /// Settings that it has procps' sysctl load, when that is all it does to the value; then `value` is none and the
  /// forecast finds it. Not certain: it may load them.
  std::optional<sysctl::SettingsLoad> loads = {};

  bool operator==(const CommandEffect&) const = default;
};

/// The value of an ExecStart= line. Understood for certain: `sysctl -w KEY=N`, `sysctl -p FILE`, `sysctl --system`,
/// `echo N` into the sysctl's file, and those of them in `sh -c "..."` (unit/script_effect.h). `output` is the unit's
/// StandardOutput=. The script that a path names is not read here.
CommandEffect effect_of_command(std::string_view command, std::string_view output);

}  // namespace yama::unit
