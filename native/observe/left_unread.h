// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/observation.h"
#include "observe/stage.h"

namespace yama {

/// A doubt for each file and directory that a reader left, since it is beyond a limit: what is in it is not known.
/// Programs, and files that a stage or a unit of `seen` is doubted for already, are none.
std::vector<Stage> stages_of_left_unread(const host::Root& root, const host::LeftUnread& left, const Observation& seen);

}  // namespace yama
