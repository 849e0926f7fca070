// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/helper.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>

namespace yama::kernel {
namespace {

using std::chrono::milliseconds;

TEST(Helper, TellsNumbersInOrder) {
  const Helper helper([](const Helper::Tell& tell) {
    tell(7);
    tell(-1);
  });
  EXPECT_EQ(helper.hear(milliseconds{5000}), 7);
  EXPECT_EQ(helper.hear(milliseconds{5000}), -1);
  EXPECT_EQ(helper.hear(milliseconds{5000}), std::nullopt);
}

TEST(Helper, SilentOnesAreNotWaitedForForever) {
  const auto begin = std::chrono::steady_clock::now();
  {
    const Helper helper([](const Helper::Tell&) { sleep_until_killed(); });
    EXPECT_EQ(helper.hear(milliseconds{50}), std::nullopt);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds{5000});
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Helper, OneThatDies) {
  const Helper helper([](const Helper::Tell&) { ::_exit(1); });
  EXPECT_EQ(helper.hear(milliseconds{5000}), std::nullopt);
}

}  // namespace
}  // namespace yama::kernel
