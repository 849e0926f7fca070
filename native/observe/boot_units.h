// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/stage.h"
#include "unit/unit.h"

namespace yama {

/// The service units of the host or image that name the value or a loader of it, and whatever holds the name of our own
/// unit. Looked at: every service in /etc/systemd/system and /run/systemd/system, and those below /usr and /lib that
/// are linked into some target's .wants, .requires or .upholds. Not seen: what another unit's Wants= starts, user
/// managers, what generators make at boot. Six system calls a unit, most of them in the page cache.
unit::Units read_boot_units(const host::Root& root);

/// What those units do at the next boot, after the loaders. `with_systemd`: the host has systemd to start them.
std::vector<Stage> stages_of_units(const unit::Units& units, bool with_systemd);

}  // namespace yama
