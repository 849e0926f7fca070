// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/lock.h"

#include <gtest/gtest.h>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using std::chrono::milliseconds;
using test::Scratch;

TEST(Lock, OneRunAtATime) {
  const Scratch image;
  const Root root = image.root();
  {
    const Result<Lock> first = Lock::acquire(root, milliseconds{0});
    ASSERT_TRUE(first.ok());
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(Lock::acquire(root, milliseconds{100}).error().message,
              "another run of this program holds the lock " + image.path() + "; wait until it has ended and run again");
    EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds{100});
  }
  EXPECT_TRUE(Lock::acquire(root, milliseconds{0}).ok());
  EXPECT_EQ(image.names("/"), "");
}

TEST(Lock, TwoImagesAtOnce) {
  const Scratch one;
  const Scratch two;
  const Result<Lock> first = Lock::acquire(one.root(), milliseconds{0});
  EXPECT_TRUE(first.ok());
  EXPECT_TRUE(Lock::acquire(two.root(), milliseconds{0}).ok());
}

TEST(Lock, WaitsForAnotherProcess) {
  const Scratch image;
  const Root root = image.root();
  Result<Lock> first = Lock::acquire(root, milliseconds{0});
  ASSERT_TRUE(first.ok());
  // The child has no lock of its own: flock(2) belongs to the open file, and it opens another.
  EXPECT_EQ(
      test::in_child([&] { return std::string(Lock::acquire(root, milliseconds{50}).ok() ? "got it" : "waited"); }),
      "waited");
}

TEST(Lock, RunningSystemWithAReadOnlyRun) {
  const Result<Root> root = Root::open("/");
  EXPECT_EQ(test::in_own_mounts([&] {
              test::make_read_only("/run");
              return std::string(Lock::acquire(*root, milliseconds{0}).ok() ? "locked" : "failed");
            }),
            "locked");
}

}  // namespace
}  // namespace yama::host
