// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "host/root.h"
#include "sysctl/tree.h"

namespace yama {

/// Every file that takes part in loading sysctl settings: the *.conf names of the loaders' directories (no other name
/// is ever read or shadows one that is), /etc/sysctl.conf and systemd's credential sysctl.extra. /lib/sysctl.d is left
/// out when it is the same directory as /usr/lib/sysctl.d. Only regular files are opened, so that it never hangs; a
/// file that cannot be read, or is beyond limit::kFile or limit::kAllSettings, is an entry that says so. A loaders'
/// directory that cannot be listed is an error. Four system calls a file, memory in proportion to the bytes read.
Result<sysctl::Tree> read_tree(const host::Root& root);

/// Adds a file that something else than a loader loads, `by` in a person's words. It need not be there.
void add_loaded_file(const host::Root& root, const std::string& path, std::string_view by, sysctl::Tree& tree);

}  // namespace yama
