// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/scope.h"
#include "judge/judgement.h"

/// Checks that read what systemd-sysctl prints.
namespace yama::judge {

/// DISA's text for RHEL 9, V-257811 (SV-257811r1044872): the running value is 1, and so is the last line of
/// `systemd-sysctl --cat-config | egrep -v '^(#|;)' | grep -F kernel.yama.ptrace_scope | tail -1`.
Judgement judge_by_disa_rhel9(const Observation& seen);

/// The audit of the CIS benchmarks, "Ensure ptrace_scope is restricted", as tests/judges/cis_steps has its steps. Some
/// benchmarks take 1 only, others 1 to 3: `most` is the greatest value that is right.
Judgement judge_by_cis(const Observation& seen, Scope most);

}  // namespace yama::judge
