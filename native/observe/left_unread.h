// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/observation.h"
#include "observe/stage.h"

namespace yama {

/// A doubt for each file that a reader was to read and left, since it is larger than the reader's limit: what is in it
/// is not known. `known` are files that say nothing about the next boot; programs, and files that a stage or a unit of
/// `seen` is doubted for already, are none.
std::vector<Stage> stages_of_left_unread(const host::Root& root, const host::Root::Paths& known,
                                         const Observation& seen);

}  // namespace yama
