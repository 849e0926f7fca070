// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "host/root.h"

namespace yama::host {

/// Copies a file beside itself as Ansible names backups, PATH.PID.YYYY-MM-DD@HH:MM:SS~ in UTC (no loader reads such a
/// name), with its owner, mode, times and extended attributes. Links are followed. Gives the path of the copy.
Result<std::string> backup_file(const Root& root, std::string_view path);

/// Removes such a copy again.
Done remove_backup(const Root& root, std::string_view path);

}  // namespace yama::host
