// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "cli/view.h"
#include "report/report.h"

namespace yama::cli {

/// Changes in the unified format with three lines of context, for people; bytes that are not text are shown as "\xNN",
/// and a line that is longer than the terminal loses its middle.
std::string show_diff(const std::vector<Diff>& diffs, const View& view);

}  // namespace yama::cli
