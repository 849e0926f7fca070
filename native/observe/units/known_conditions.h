// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace yama::units {

/// Whether a condition or an assertion of a unit holds at the next boot; none when it cannot be known. Known are those
/// about files that lie on the disk, and those about the kernel command line when all that are possible agree.
/// Source: systemd src/shared/condition.c.
std::optional<bool> holds_at_boot(const host::Root& root, std::string_view key, std::string_view value,
                                  const std::vector<std::string>& command_lines);

}  // namespace yama::units
