// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kernel/tracers.h"

/// What a higher scope means for those who trace.
namespace yama {

/// Something that people do with ptrace, and the highest scope at which it still works.
struct Use {
  std::string_view what;
  int root = 0;  ///< the highest scope with CAP_SYS_PTRACE
  int user = 0;  ///< and without; -1: not even at 0
};

/// Uses that were tried on Linux 6.1 with Yama, at every scope, with the programs of Debian 12. What is traced already
/// stays so at any scope, and so do the children it starts later.
std::span<const Use> known_uses();

/// The uses that work at one scope and no longer at another: "gdb PROGRAM, strace PROGRAM"; empty when there are none.
std::string uses_lost(int from, int to);

/// "process 812 (app) is traced by 811 (strace, /usr/bin/strace)", in one line whatever the names hold.
std::string describe(const kernel::Traced& traced);

}  // namespace yama
