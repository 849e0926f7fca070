// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "cli/table.h"
#include "status/goal.h"
#include "status/status.h"

namespace yama::cli {

/// A line of the table of values: a moment, the value, who gives it, from where.
struct StatusRow {
  std::string label;  ///< "now", "next boot", "by hand", ...; empty for the one of the row above
  Cell value;
  std::string who;
  std::string place;   ///< "/etc/sysctl.conf:1", as it is called in sentences; empty when it is no file
  std::string remark;  ///< what else is to be said
};

/// The values now and at the next boot, in the order of the boot, judged by a goal. The first row is that of the
/// running kernel, where there is one.
std::vector<StatusRow> status_rows(const Status& status, const Goal& goal);

/// As a table. A short remark without a place stands where places do.
std::vector<Row> cells_of(const std::vector<StatusRow>& rows, const View& view);

}  // namespace yama::cli
