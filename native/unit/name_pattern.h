// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

namespace yama::unit {

/// Whether an extended regular expression of POSIX occurs in a name of at most 63 bytes, as regexec(3) of glibc finds
/// it in the locale C. None for what is no such expression, and for what nobody needs for the name of a key: counts in
/// braces, classes in brackets, two operators in a row, a letter or digit behind a backslash, deep groups.
///
/// glibc's own functions would bring 69 KB into the program.
std::optional<bool> occurs_in(std::string_view pattern, std::string_view name);

}  // namespace yama::unit
