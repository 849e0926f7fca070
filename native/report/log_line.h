// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "report/report.h"
#include "request/door.h"
#include "request/request.h"

namespace yama {

/// What the system log is told of a change: what was asked, by which door, and what was changed. One line, whatever
/// bytes are in paths.
std::string log_line(const Request& request, Door door, const Report& report);

}  // namespace yama
