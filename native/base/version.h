// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace yama {

/// "1.0.0".
std::string version();

/// What the program was built from: the first twelve digits of the commit, "+changes" behind them where the checkout
/// had some; "unknown" where nothing tells. Written by native/write_build.cmake.
std::string_view commit();

/// What it was built for, by the name that programs of the collection have: "x86_64", "armv7l".
std::string_view processor();

/// "yama-ptrace 1.0.0 (commit 0123456789ab, x86_64)", with the end of the line.
std::string version_line();

}  // namespace yama
