// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>

#include "kernel/attempt.h"

namespace yama::kernel {

/// Everything from the descriptor's offset to its end, at most `limit` bytes (EFBIG beyond it). One read(2) for a file
/// that is as long as fstat(2) says; files of /proc and /sys, whose size is not known, take one more.
Attempt<std::string> read_to_end(int fd, std::size_t limit);

/// The same for a caller that knows the size already; 0 when it is not known.
Attempt<std::string> read_to_end(int fd, std::size_t limit, std::size_t expected);

/// The same for the file at a path, for the small files of /proc and /sys: at most 1 MiB.
Attempt<std::string> read_path(const std::string& path);

}  // namespace yama::kernel
