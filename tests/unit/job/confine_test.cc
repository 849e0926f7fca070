// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "job/confine.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <unistd.h>

#include <string>

#include "kernel/capability.h"
#include "support/child.h"
#include "support/scratch.h"

namespace yama {
namespace {

/// What a process may still do once it is confined to a request: change a file, use a capability that reading does not
/// take.
std::string still_may(Verb verb, bool check) {
  const test::Scratch scratch;
  scratch.write("/a", "old");
  return test::in_child([&] {
    Request request;
    request.verb = verb;
    request.check = check;
    confine_to(request);
    const bool change = ::rename(scratch.outside("/a").c_str(), scratch.outside("/b").c_str()) == 0;
    return std::string(change ? "change" : "read") + (kernel::has_capability(CAP_CHOWN) ? ", chown" : "");
  });
}

TEST(ConfineTo, WhatARequestCanNeed) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root has capabilities to give up";
  }
  EXPECT_EQ(still_may(Verb::kStatus, false), "read");
  EXPECT_EQ(still_may(Verb::kProbe, false), "read");
  EXPECT_EQ(still_may(Verb::kEnsure, true), "read, chown");
  EXPECT_EQ(still_may(Verb::kEnsure, false), "change, chown");
  EXPECT_EQ(still_may(Verb::kRestore, false), "change, chown");
}

}  // namespace
}  // namespace yama
