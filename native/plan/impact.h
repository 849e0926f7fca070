// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"

namespace yama {

/// Who is traced now matters only where the running kernel's scope is to be raised; finding it out reads the status of
/// every task.
bool asks_for_tracers(const Observation& seen, const Request& request);

/// Warns of who is traced and of what stops working, when the plan raises the running kernel's scope. Fails when
/// fail_if_traced was asked for and somebody is traced, or nobody can tell. Call it when the runtime write is planned.
Done plan_impact(const Observation& seen, const Request& request, Plan& plan);

}  // namespace yama
