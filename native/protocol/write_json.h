// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "protocol/read_arguments.h"
#include "report/report.h"

namespace yama::protocol {

/// The status object of the machine interface as one line of JSON, without the line's end. The audit record and what
/// the probe found are members of it, when they were asked for. Only for a report with a status.
std::string status_json(const Report& report);

/// The status object with a timeline and what fixes it, see protocol/write_explanation.h. Only for a report with a
/// status.
std::string explanation_json(const Report& report);

/// A run's result as one line of JSON: changed, failed, msg, diff, actions, before, after, reboot_required, warnings,
/// backup_files, and probe when it was asked for. `arguments`, which Ansible's door has, adds `invocation`; what
/// Ansible prints of a task that failed must fit a screen, so before and after have no more than runtime and verdict
/// then.
std::string report_json(const Report& report, const Arguments* arguments = nullptr);

/// What yama_ptrace_info returns: changed, failed, msg and the members of the status object.
std::string info_json(const Report& report, const Arguments* arguments = nullptr);

}  // namespace yama::protocol
