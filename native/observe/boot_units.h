// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"
#include "observe/units/load_unit.h"
#include "unit/unit.h"

namespace yama {

/// Units, and what would change our own.
struct BootUnits {
  unit::Units units;
  std::vector<std::string> lock_drop_ins;  ///< of our unit, where it is not there
};

/// The services and sockets of the host or image that name the value or a loader of it, in their own text, a drop-in or
/// a script that they run, and whatever holds the name of our own unit. Looked at: all that the next boot starts, as
/// units/reach.h finds it; besides, every one of the administrator's directories and every one that some unit's .wants,
/// .requires or .upholds names, to show that it is not started. Not seen: user managers, what generators make at boot,
/// and `systemctl start` in a script. About eight system calls a unit that is started, most of them in the page cache.
BootUnits read_boot_units(const host::Root& root, const units::NextBoot& next = {});

/// What those units do at the next boot, a stage for each command that touches the value, in the order in which systemd
/// runs them. Of two units that write different values, neither of which waits for the other, both are "beside".
/// `with_systemd`: the host has systemd to start them.
std::vector<Stage> stages_of_units(const unit::Units& units, bool with_systemd);

}  // namespace yama
