// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/command_line.h"
#include "cli/view.h"
#include "report/report.h"

namespace yama::cli {

/// The report as a person on a terminal reads it: a table for status and find, sentences and a diff for the others.
std::string show(const Order& order, const Report& report, const View& view);

/// The exit status: 0 right or done, 1 wrong or failed, 3 not known, 4 not applicable.
int exit_status(const Order& order, const Report& report);

}  // namespace yama::cli
