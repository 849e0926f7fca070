// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"
#include "observe/units/load_unit.h"

namespace yama::services {

/// What systemd-sysctl.service does besides running its loader over all files of settings, and what keeps it from that.
/// The unit is read with its drop-ins as systemd does, without those in /run:
///   masked        a link to /dev/null, or an empty file (in /run: until the reboot)
///   skipped       a condition that does not hold; one that is not known is a doubt
///   replaced, changed   no command is `systemd-sysctl` alone; or one that is not understood may keep it from running,
///                 or the sandbox of a drop-in from writing: doubts that name the line
///   besides       commands that write the value or load settings, before the loader (ExecStartPre=) or after it
/// Without a file of the unit it is taken to be as systemd ships it. Sources: systemd.unit(5), systemd.service(5),
/// units/systemd-sysctl.service.in of systemd 219 to 257.
std::vector<Stage> stages_of_loader_service(const host::Root& root, const units::NextBoot& next = {});

/// The file of settings of the kernel, where systemd-sysctl itself reads it before all others: SUSE's patch in SLE 12.
/// Later releases have units or a drop-in for it. It writes all keys at the end, so that a 3 in this file locks only
/// when no other file has the key: not certain.
std::vector<Stage> stages_of_kernel_settings(const host::Root& root, const units::NextBoot& next,
                                             const std::string& systemd_build);

/// Whether the next boot starts systemd-sysctl.service: a link in sysinit.target.wants, as systemd ships it, or another
/// unit of those that are started. None where it is not known: neither the unit nor a link is there.
std::optional<bool> starts_at_boot(const host::Root& root);

}  // namespace yama::services
