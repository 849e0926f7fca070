// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::services {

/// Credentials named sysctl.extra that cannot be read here: encrypted ones, and those on the boot loader's partition
/// (systemd-stub(7)). Plain ones are files of the loader, see Tree::credential. Nothing before systemd 252.
std::vector<Stage> stages_of_credentials(const host::Root& root, const std::string& systemd_version);

}  // namespace yama::services
