// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

#include "report/report.h"
#include "request/door.h"
#include "request/request.h"

namespace yama {

/// The whole job, the same for both doors: observe, plan, apply, verify, report. Never throws, never writes to a
/// stream. What is changed is told to the system log as asked for by a door; by none: the log is told nothing.
/// `confine` is called once the root folder is open, which may be that of a process (/proc/PID/root).
Report do_job(const Request& request, std::optional<Door> logged_as = {}, void (*confine)(const Request&) = nullptr);

}  // namespace yama
