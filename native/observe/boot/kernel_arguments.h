// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "observe/stage.h"

namespace yama::boot {

/// What one kernel command line does to the value. `origin` is the stage to fill in: its kind, file, line, active,
/// certain, and a note that is a noun phrase ("the kernel command line"). In the order in which they act:
///   sysctl.kernel.yama.ptrace_scope=N     a value before any process runs (Linux 5.8)
///   lsm=LIST without yama                 no Yama at all: kInstead
///   systemd.mask=systemd-sysctl.service   the loader does not run: kInstead (systemd 215)
///   systemd.set_credential=sysctl.extra:  settings that systemd-sysctl reads last: may write it (systemd 252)
std::vector<Stage> stages_of_arguments(std::string_view command_line, const Stage& origin);

/// The same for the running kernel; `release` is uname(2)'s. Linux before 5.8 knows no sysctl arguments.
std::vector<Stage> stages_of_running_kernel(std::string_view command_line, std::string_view release);

/// "6.1.0-18-amd64" or "/boot/vmlinuz-6.1.0-18-amd64": false when it is certainly older than 5.8.
bool knows_sysctl_arguments(std::string_view release_or_image);

/// The value of the last "NAME=VALUE" among the arguments, as the kernel takes them apart; none without one.
std::optional<std::string> argument_value(std::string_view command_line, std::string_view name);

}  // namespace yama::boot
