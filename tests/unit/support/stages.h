// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "observe/stage.h"

namespace yama::test {

/// Stages as a table of text, a line for each:
///   "boot_loader before /boot/grub/grub.cfg:7 sysctl.kernel.yama.ptrace_scope=3 -> 3: the next boot's ..."
/// with "inactive" and "may" before the arrow where they are so.
std::string shown(const std::vector<Stage>& stages);

}  // namespace yama::test
