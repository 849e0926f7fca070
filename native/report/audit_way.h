// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "report/audit.h"
#include "status/status.h"

namespace yama {

/// The timeline as one list: what is before the loaders, each loader's steps, what is after them, and at the end what
/// takes no part.
std::vector<WayStep> way_of(const Status& status);

}  // namespace yama
