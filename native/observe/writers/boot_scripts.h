// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::writers {

/// Scripts that the first process starts at boot: rc.local, those of /etc/init.d, OpenRC's local.d, runit's stages and
/// services, and the commands of /etc/inittab. `with_systemd`: the host has systemd, which starts the first two by its
/// generators (src/rc-local-generator and src/sysv-generator; gone since 260) unless a unit has the same name.
std::vector<Stage> stages_of_boot_scripts(const host::Root& root, bool with_systemd);

}  // namespace yama::writers
