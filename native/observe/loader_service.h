// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::services {

/// What keeps systemd-sysctl.service from doing what its package says, systemd.unit(5):
///   masked        a link to /dev/null, or an empty file, in /etc/systemd/system (in /run: until the reboot)
///   replaced      another unit file of its name: it may do anything
///   changed       drop-ins of it or of all services with settings that may keep it from writing
std::vector<Stage> stages_of_loader_service(const host::Root& root);

/// Credentials named sysctl.extra that cannot be read here: encrypted ones, and those on the boot loader's partition
/// (systemd-stub(7)). Plain ones are files of the loader, see Tree::credential. Nothing before systemd 252.
std::vector<Stage> stages_of_credentials(const host::Root& root, const std::string& systemd_version);

}  // namespace yama::services
