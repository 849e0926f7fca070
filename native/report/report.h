// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/fix.h"
#include "plan/plan.h"
#include "report/audit.h"
#include "report/test_vector.h"
#include "request/request.h"
#include "status/probed.h"
#include "status/status.h"

namespace yama {

/// One changed file or value, as Ansible shows it. Bytes as they are in the files; the writers make text of them.
struct Diff {
  std::string before_header;
  std::string before;
  std::string after_header;
  std::string after;
};

/// What a run says. Made once, written by the door through which the request came.
struct Report {
  bool changed = false;
  bool failed = false;
  bool usage_error = false;  ///< failed because options contradict each other; the host was not looked at
  std::string msg;           ///< one sentence
  std::vector<Diff> diff;
  std::vector<std::string> actions;
  std::vector<std::string> warnings;
  std::vector<std::string> backup_files;
  bool reboot_required = false;
  std::optional<Fix> fix;        ///< for a person: of explain, and of status for the terminal
  std::optional<Audit> audit;    ///< only when it was asked for, of a status with a scope
  std::optional<Probed> probe;   ///< only when it was asked for
  std::optional<Status> before;  ///< none when the host could not be observed
  std::optional<Status> after;   ///< the same as before when nothing changed; in check mode as planned

  /// Only when it was asked for.
  std::optional<TestVector> vector;
};

/// Whether a run had nothing to do, because a container cannot be given a scope.
bool is_not_applicable(const Report& report, const Request& request);

/// Warnings about what may make the value at the next boot another than the one that a run promises.
std::vector<std::string> warnings_of_doubts(const Status& after);

/// The report of a run that ended before anything was changed.
Report report_error(const Error& error);

/// The same, of a host that was observed.
Report report_refusal(const Status& before, const Error& error);

/// What the plan changes, file by file: what check mode shows and the real run does.
std::vector<Diff> diff_of(const Plan& plan);

}  // namespace yama
