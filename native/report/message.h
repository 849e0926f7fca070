// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/report.h"
#include "request/request.h"

namespace yama {

/// The one sentence of a run that did not fail: what is so now, or would be.
std::string message_for(const Report& report, const Request& request);

/// What a plan would do, in the words of `actions`, when it is not carried out.
std::vector<std::string> intentions_of(const Plan& plan);

}  // namespace yama
