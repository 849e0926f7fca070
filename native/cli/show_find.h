// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/view.h"
#include "report/report.h"
#include "request/request.h"

namespace yama::cli {

/// The page of `find`: every definition, and what each loader makes of it; a winner looks as it is judged. The verdict
/// comes first where a scope was named. Only for a report with a status.
std::string show_find(const Report& report, const Request& request, const View& view);

}  // namespace yama::cli
