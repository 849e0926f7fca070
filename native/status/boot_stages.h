// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "observe/observation.h"
#include "observe/stage.h"
#include "status/forecast.h"
#include "sysctl/tree.h"

namespace yama {

/// The stages of a boot, in the order in which they act: what was seen, and what depends on the loaders' files and on
/// the units. Those that load files of `tree` have their value; what the kernel command line skips does not act.
std::vector<Stage> stages_of_boot(const Observation& seen, const sysctl::Tree& tree, const BootConditions& conditions);

}  // namespace yama
