// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/view.h"
#include "report/report.h"
#include "request/request.h"

namespace yama::cli {

/// What a host is judged by, and how: by the scope that the request named, else by what the host itself asks for.
const Verdict* verdict_of(const Report& report);

/// A page's first line: the host, the key and the verdict in plain words.
std::string headline(const Report& report, const Request& request, const View& view);

/// The page of `status`: the verdict, the values now and at the next boot by loader, why it is wrong where the values
/// do not show it, doubts, and what to do next. Only for a report with a status.
std::string show_status(const Report& report, const Request& request, const View& view);

/// What looks like a setting and is none, a line each.
std::string show_hints(const Status& status, const View& view);

}  // namespace yama::cli
