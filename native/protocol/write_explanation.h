// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <boost/json/fwd.hpp>

#include "report/report.h"

namespace yama::protocol {

/// Adds to a status object what only `explain --json` has:
///   "timeline": a list in the order of the boot, each
///       {"when": "before" | "systemd" | "procps" | "after" | "gone" | "inactive", "stage": word or null for a line of
///       a
///        loader's file, "file", "line", "text", "writes": scope or null, "fate", "certain", "remark"}
///   "fix": null when nothing tells a scope, else
///       {"scope", "wanted_by": "file:line" or null, "faults": [...], "steps": [{"command": bool, "text"}], "why_not"}
/// Only for a report with a status.
void add_explanation(boost::json::object& object, const Report& report);

}  // namespace yama::protocol
