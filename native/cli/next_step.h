// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/view.h"
#include "plan/fix.h"
#include "request/request.h"

namespace yama::cli {

/// The last lines of a page: the command to run next, or each step where there are more, and the one that says why.
std::string next_step(const Fix& fix, const Request& request, const View& view);

}  // namespace yama::cli
