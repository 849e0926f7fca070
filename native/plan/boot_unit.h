// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "plan/unit_plan.h"
#include "request/request.h"

namespace yama {

/// Whether our unit is in force and stays: with `minimum` a lock is as right as the scope itself.
bool keeps_lock(const Observation& seen, const Request& request);

/// persist: boot_unit puts our unit in place, persist: sysctl and state: absent take it away, persist: none leaves it.
/// The published unit is seen to. Fails without systemd, with one that is too old, and when the unit's name is masked,
/// somebody else's, or has a drop-in.
Result<UnitPlan> plan_units(const Observation& seen, const Request& request);

/// Fails when an enabled unit of somebody else's takes the value away from the one that is to persist, and when the
/// boot loader has the next boot skip the unit that is to lock the kernel.
Done check_units(const Observation& seen, const Request& request);

/// systemd reads the changed units, and ours is started where the running kernel is at 3 already or will be: which also
/// proves that it works on this host. Call it when the rest of the plan is made.
void plan_unit_commands(const Observation& seen, const Request& request, const UnitPlan& units, Plan& plan);

}  // namespace yama
