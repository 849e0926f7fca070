// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"

namespace yama {

/// What has to change so that the host keeps what the request asks for. Pure: a function of what was seen and what is
/// wanted, and empty for a host that is right already. Fails when the promise cannot be kept.
Result<Plan> make_plan(const Observation& seen, const Request& request);

}  // namespace yama
