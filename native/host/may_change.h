// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

#include "base/result.h"
#include "host/root.h"

namespace yama::host {

/// Whether this process may replace or remove the file that is at the path, as far as that can be known without doing
/// it: fails with one sentence for a file or directory that is marked unchangeable, a mount point, a file of another
/// user whose owner could not be kept, and one in a directory in which only owners may. To be asked besides
/// may_write().
Done may_change(const Root& root, std::string_view path);

}  // namespace yama::host
