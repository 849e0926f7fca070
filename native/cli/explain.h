// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/view.h"
#include "report/report.h"

namespace yama::cli {

/// The way of the value from the kernel's default to the running system, for a person: a line for each thing that it
/// meets, with what that puts into the kernel at the line's beginning, "." for nothing, "?" for not known. Then what
/// the kernel has now, what the next boot gives, what is wrong and how to fix it. Only for a report with a status.
std::string explain(const Report& report, const View& view);

}  // namespace yama::cli
