// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/scope.h"
#include "kernel/tracers.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"

/// What a higher scope means for those who trace.
namespace yama {

/// Something that people do with ptrace, and the highest scope at which it still works.
struct Use {
  std::string_view what;
  Scope root = Scope::kClassic;  ///< the highest scope with CAP_SYS_PTRACE
  std::optional<Scope> user;     ///< and without; none: not even at 0
};

/// Uses that were tried on Linux 6.1 with Yama, at every scope, with the programs of Debian 12. What is traced already
/// stays so at any scope, and so do the children it starts later.
std::span<const Use> known_uses();

/// The uses that work at one scope and no longer at another, as the end of a sentence: ": core dumps", " unless root
/// does it: gdb PROGRAM, strace PROGRAM"; empty when there are none.
std::string uses_lost(Scope from, Scope to);

/// "process 812 (app) is traced by 811 (strace, /usr/bin/strace)", in one line whatever the names hold.
std::string describe(const kernel::Traced& traced);

/// Who is traced now matters only where the running kernel's scope is to be raised; finding it out reads the status of
/// every task.
bool asks_for_tracers(const Observation& seen, const Request& request);

/// Warns of who is traced and of what stops working, when the plan raises the running kernel's scope. Fails when
/// fail_if_traced was asked for and somebody is traced, or nobody can tell. Call it when the runtime write is planned.
Done plan_impact(const Observation& seen, const Request& request, Plan& plan);

}  // namespace yama
