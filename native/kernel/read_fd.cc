// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/read_fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/limits.h"
#include "kernel/unique_fd.h"

namespace yama::kernel {

namespace {

constexpr std::size_t kChunk = 4096;

/// What fstat says, as far as it is to be believed: 0 for anything but a regular file.
std::size_t expected_size(int fd) {
  struct stat status = {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0) {
    return 0;
  }
  return static_cast<std::size_t>(status.st_size);
}

}  // namespace

Attempt<std::string> read_to_end(int fd, std::size_t limit) { return read_to_end(fd, limit, expected_size(fd)); }

Attempt<std::string> read_to_end(int fd, std::size_t limit, std::size_t expected) {
  if (expected > limit) {
    return Errno{EFBIG};
  }
  std::string bytes;
  std::size_t length = 0;
  while (true) {
    if (length == bytes.size()) {
      // One byte more than expected, so that a file that grew meanwhile is noticed.
      bytes.resize(length == 0 && expected > 0 ? expected + 1 : length + std::max(kChunk, length));
    }
    const ssize_t got = ::read(fd, bytes.data() + length, bytes.size() - length);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return Errno{errno};
    }
    length += static_cast<std::size_t>(got);
    if (length > limit) {
      return Errno{EFBIG};
    }
    if (got == 0 || (expected > 0 && length == expected)) {
      bytes.resize(length);
      return bytes;
    }
  }
}

Attempt<std::string> read_path(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd) {
    return Errno{errno};
  }
  return read_to_end(fd.get(), limit::kProcFile);
}

}  // namespace yama::kernel
