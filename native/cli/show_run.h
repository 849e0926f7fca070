// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/view.h"
#include "report/report.h"
#include "request/request.h"

namespace yama::cli {

/// What a run did or would do, as sentences; with the changed lines where they are asked for.
std::string show_run(const Request& request, const Report& report, const View& view);

}  // namespace yama::cli
