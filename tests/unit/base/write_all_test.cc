// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/write_all.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace yama {
namespace {

TEST(WriteAll, MoreThanAPipeTakesAtOnce) {
  std::array<int, 2> ends = {};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const std::string bytes(300'000, 'x');
  std::string seen;
  std::thread reader([&] {
    std::array<char, 4096> part = {};
    for (ssize_t got = 0; (got = ::read(ends[0], part.data(), part.size())) > 0;) {
      seen.append(part.data(), static_cast<std::size_t>(got));
    }
  });
  EXPECT_TRUE(write_all(ends[1], bytes));
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  EXPECT_EQ(seen, bytes);
}

TEST(WriteAll, ADeviceThatIsFullIsToldFromOneThatTookAll) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  EXPECT_FALSE(write_all(full, "x"));
  EXPECT_TRUE(write_all(full, ""));
  ::close(full);
}

}  // namespace
}  // namespace yama
