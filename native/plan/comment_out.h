// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "base/maker.h"
#include "plan/conflicts.h"
#include "plan/draft.h"
#include "plan/plan.h"
#include "sysctl/tree.h"

namespace yama {

/// Comments out these lines.
void comment_out(Draft& draft, const std::vector<Conflict>& conflicts, Maker maker);

/// The files as they were before this product: commented-out lines back, own lines and files gone.
std::vector<Edit> undo_files(const sysctl::Tree& tree);

}  // namespace yama
