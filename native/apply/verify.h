// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "plan/plan.h"
#include "request/request.h"
#include "status/status.h"

namespace yama {

/// Whether the host is as promised after the run: read back and predicted again, not concluded from what was done.
Done verify(const Request& request, const Plan& plan, const Status& after);

}  // namespace yama
