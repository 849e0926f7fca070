// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

#include "host/root.h"

namespace yama::host {

/// Removes from a directory the temporary files of runs that were killed in the middle of a change. Those of a run that
/// lives are locked (StagedFile), and left. What cannot be removed stays.
void remove_leftovers(const Root& root, std::string_view directory);

}  // namespace yama::host
