// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

#include "base/scope.h"
#include "judge/judgement.h"

namespace yama::judge {

/// The half of a check that is about the running kernel: how the check ends by it, or none where the value is one of
/// `least` to `most` and the check goes on.
std::optional<Ending> end_by_running_value(const Observation& seen, Scope least, Scope most);

/// "the running kernel has 1"
std::string running_text(const Observation& seen);

/// DISA's text for RHEL 8, V-230546 (SV-230546r1155413): the value of `sysctl kernel.yama.ptrace_scope` is 1. The
/// newest text for RHEL 9 asks the same.
Judgement judge_by_disa_rhel8(const Observation& seen);

/// Lynis, the test KRNL-6000 with its default profile (include/tests_kernel_hardening, default.prf): the value is 1, 2
/// or 3; a kernel without the parameter is passed over.
Judgement judge_by_lynis(const Observation& seen);

}  // namespace yama::judge
