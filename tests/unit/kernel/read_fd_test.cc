// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/read_fd.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "support/scratch.h"

namespace yama::kernel {
namespace {

TEST(ReadPath, SizesAroundTheLimit) {
  const test::Scratch scratch;
  for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 100000U}) {
    scratch.write("/f", std::string(size, 'x'));
    EXPECT_EQ(read_path(scratch.outside("/f"), size).value().size(), size);
    EXPECT_EQ(read_path(scratch.outside("/f"), size + 1).value().size(), size);
    if (size > 0) {
      EXPECT_EQ(read_path(scratch.outside("/f"), size - 1).error(), EFBIG);
    }
  }
}

TEST(ReadPath, FilesWithoutASize) {
  EXPECT_EQ(read_path("/dev/zero", 10000).error(), EFBIG);
  EXPECT_GT(read_path("/proc/self/maps").value().size(), 100U);
  EXPECT_EQ(read_path("/proc/self").error(), EISDIR);
  EXPECT_EQ(read_path("/none").error(), ENOENT);
}

}  // namespace
}  // namespace yama::kernel
