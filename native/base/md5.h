// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace yama {

/// The MD5 digest of RFC 1321 as 32 hexadecimal digits, as dpkg keeps it of conffiles. It tells whether bytes are still
/// the same, and protects from nobody.
std::string md5(std::string_view bytes);

}  // namespace yama
