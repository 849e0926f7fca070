// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "judge/judgement.h"

namespace yama::judge {

/// ComplianceAsCode's rule sysctl_kernel_yama_ptrace_scope as OpenSCAP carries it out, by the data stream of the host's
/// system (shared/templates/sysctl/oval.template of release 0.1.82). Both must be true: the running value is right; and
/// in the administrator's files at least one line is found and all are right, whatever the order, or they hold none and
/// the same is true of /usr/lib/sysctl.d. A folder is judged by the second half alone.
Judgement judge_by_complianceascode(const Observation& seen);

}  // namespace yama::judge
