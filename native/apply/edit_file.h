// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "host/root.h"
#include "host/written.h"
#include "plan/plan.h"

namespace yama {

/// Turns what stands at the path from `before` into `after`, wholly or not at all; fails when it is not `before` (any
/// more).
host::Written edit_file(const host::Root& root, const std::string& path, const Content& before, const Content& after);

/// Whether that stands at the path. A change that failed may be there all the same: its directory could not be synced.
bool is_in_place(const host::Root& root, const std::string& path, const Content& content);

}  // namespace yama
