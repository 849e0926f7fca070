// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"

namespace yama {

/// The write into the running kernel, or a warning why there is none. Fails when runtime: required cannot be met.
Done plan_runtime(const Observation& seen, const Request& request, Plan& plan);

/// state: absent cannot unlock the running kernel: says so, and that a reboot is needed when the next boot is not
/// locked. Call it when the edits are planned.
void plan_lock_notice(const Observation& seen, const Request& request, Plan& plan);

/// The run of the host's own loader, restricted to this key, that shows that the new files are read. Left out when
/// nothing was changed or when it would take the running kernel away from what it should have. Call it last.
void plan_reload(const Observation& seen, const Request& request, Plan& plan);

}  // namespace yama
