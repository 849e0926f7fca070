// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "host/root.h"
#include "observe/observation.h"
#include "observe/units/load_unit.h"

namespace yama {

/// Adds to an observation that is complete else: what touches the value at the next boot besides the loaders' files, in
/// the order in which it acts, and the next boot's kernel command lines. A container shares its host's kernel: there
/// nothing else is looked for.
void observe_stages(const host::Root& root, Observation& seen);

/// What is known of the next boot, for units; after observe_stages() or in it.
units::NextBoot next_boot_of(const host::Root& root, const Observation& seen);

/// The command that makes the boot loader's configuration in which a stage stands; empty for one that a person writes.
std::string maker_of(const Stage& stage);

}  // namespace yama
