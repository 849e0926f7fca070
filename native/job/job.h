// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

#include "report/report.h"
#include "request/door.h"
#include "request/request.h"

namespace yama {

/// What the process that does the job wants to be called for.
struct Hooks {
  /// The root folder is open, which may be that of a process (/proc/PID/root).
  void (*confine)(const Request&) = nullptr;
  void (*begin_change)() = nullptr;  ///< from now on the host may be another than it was
};

/// The whole job, the same for both doors: observe, plan, apply, verify, report. Never throws, never writes to a
/// stream. What is changed is told to the system log as asked for by a door; by none: the log is told nothing.
Report do_job(const Request& request, std::optional<Door> logged_as = {}, const Hooks& hooks = {});

}  // namespace yama
