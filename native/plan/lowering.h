// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"

namespace yama {

/// Fails when the plan takes away a lock that this product put in place, its boot unit or its line of 3, and the
/// request does not name that (remove_lock). Going below any other value is done as asked, with a warning that says
/// from where it goes and where that came from.
Done check_lowering(const Observation& seen, const Request& request, Plan& plan);

}  // namespace yama
