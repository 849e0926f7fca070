// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

namespace yama {

/// Writes all bytes to a file descriptor; false when it does not take them, and errno says why.
bool write_all(int fd, std::string_view bytes);

}  // namespace yama
