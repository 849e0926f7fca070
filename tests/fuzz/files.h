// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

#include "support/file_system.h"

namespace yama::fuzz {

/// "=/etc/sysctl.d/a.conf", the lines of a file; ">/path target", "+/path" a directory, "!/path" a special
/// file.
test::FileSystem file_system_of(std::string_view bytes);

}  // namespace yama::fuzz
