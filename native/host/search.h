// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace yama::host {

/// The regular files below a directory that hold a text, in no order. Links below it are not followed, other kinds of
/// files not opened. A file with a NUL among the bytes that are read first is binary and passed over, as `grep -I`
/// does; of a longer one than kSearchLimit no more is read. `skipped` are directories that are not entered: the
/// host's own paths without a slash at the end, or plain names for those anywhere. What cannot be opened is passed
/// over, and noted where rights are wanting (Root::refused()). Three system calls a file.
std::vector<std::string> files_with(const Root& root, std::string_view directory, std::string_view text,
                                    std::span<const std::string_view> skipped);

inline constexpr std::size_t kSearchLimit = std::size_t{64} << 20;
/// How deep directories are entered.
inline constexpr std::size_t kSearchDepth = 64;

}  // namespace yama::host
