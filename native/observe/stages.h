// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/observation.h"

namespace yama {

/// What touches the value at the next boot besides the loaders' files, in the order in which it acts. `seen` is the
/// rest of the observation, complete. A container shares its host's kernel: there nothing else is looked for.
std::vector<Stage> observe_stages(const host::Root& root, const Observation& seen);

}  // namespace yama
