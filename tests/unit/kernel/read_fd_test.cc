// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/read_fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "kernel/unique_fd.h"
#include "support/scratch.h"

namespace yama::kernel {
namespace {

TEST(ReadToEnd, SizesAroundTheLimit) {
  const test::Scratch scratch;
  const auto read = [path = scratch.outside("/f")](std::size_t limit) {
    return read_to_end(UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)).get(), limit);
  };
  for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 100000U}) {
    scratch.write("/f", std::string(size, 'x'));
    EXPECT_EQ(read(size).value().size(), size);
    EXPECT_EQ(read(size + 1).value().size(), size);
    if (size > 0) {
      EXPECT_EQ(read(size - 1).error(), EFBIG);
    }
  }
}

TEST(ReadPath, AtMostAMebibyte) {
  const test::Scratch scratch;
  scratch.write("/f", std::string(1 << 20, 'x'));
  EXPECT_EQ(read_path(scratch.outside("/f")).value().size(), std::size_t{1} << 20);
  scratch.write("/f", std::string((1 << 20) + 1, 'x'));
  EXPECT_EQ(read_path(scratch.outside("/f")).error(), EFBIG);
}

TEST(ReadPath, FilesWithoutASize) {
  EXPECT_EQ(read_path("/dev/zero").error(), EFBIG);
  EXPECT_GT(read_path("/proc/self/maps").value().size(), 100U);
  EXPECT_EQ(read_path("/proc/self").error(), EISDIR);
  EXPECT_EQ(read_path("/none").error(), ENOENT);
}

}  // namespace
}  // namespace yama::kernel
