// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "report/report.h"
#include "request/request.h"

namespace yama {

/// The whole job, the same for both doors: observe, plan, apply, verify, report. Never throws, never writes to a
/// stream.
Report do_job(const Request& request);

}  // namespace yama
