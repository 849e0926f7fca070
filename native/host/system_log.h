// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace yama::host {

/// Where journald and the syslog daemons listen.
inline constexpr std::string_view kLogSocket = "/dev/log";

/// Gives the running system's log one line, under the name yama-ptrace, as a notice of a user's program. Never waits
/// and never fails: without a log, or with one that is full, the line is lost.
void write_to_system_log(std::string_view line, std::string_view socket = kLogSocket);

}  // namespace yama::host
