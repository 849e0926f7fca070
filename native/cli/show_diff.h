// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace yama::cli {

/// Changes in the unified format with three lines of context, for people; bytes that are not text are shown as "\xNN".
std::string show_diff(const std::vector<Diff>& diffs);

}  // namespace yama::cli
