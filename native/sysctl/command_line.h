// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

#include "base/scope.h"

namespace yama::sysctl {

/// What the kernel's own command line does to a key of Yama's before the first process runs.
struct CommandLineEffect {
  std::optional<Scope> value;  ///< set by "sysctl.KEY=VALUE"; none when nothing sets it
  std::string_view argument;   ///< the argument that sets `value`, a part of the command line
  bool yama_disabled = false;  ///< "lsm=" leaves Yama out, so that the key does not exist
  std::string_view lsm;        ///< the argument that leaves it out
};

/// Linux 5.8 and later: fs/proc/proc_sysctl.c do_sysctl_args(). Duplicates apply in order; after 3 nothing else does.
/// "lsm=" is the list of all modules, security/security.c; "security=" chooses among others and keeps Yama.
CommandLineEffect command_line_effect(std::string_view command_line, std::string_view key);

}  // namespace yama::sysctl
