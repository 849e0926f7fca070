// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "host/root.h"
#include "observe/observation.h"

namespace yama::writers {

/// Adds to an observation that is complete else: every writer of the value that is neither a loader, a unit nor one of
/// the stages known by name, and under them the net. Files that they have loaded become part of the tree.
void observe_writers(const host::Root& root, Observation& seen);

/// What stands for all of them when nobody looked.
Stage stage_of_skipped_writers();

}  // namespace yama::writers
