// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/capability.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sched.h>
#include <unistd.h>

#include "support/child.h"

namespace yama::kernel {
namespace {

TEST(Capability, RootHasItAndNobodyHasNot) {
  EXPECT_EQ(has_capability(CAP_CHOWN), ::geteuid() == 0);
  EXPECT_EQ(test::as_nobody([] { return std::string(has_capability(CAP_SYS_PTRACE) ? "yes" : "no"); }), "no");
}

TEST(UserNamespace, FirstAndChild) {
  EXPECT_TRUE(in_first_user_namespace());
  EXPECT_EQ(test::in_child([] {
              // A sandbox that forbids the namespace leaves the process where it is.
              const bool child = ::unshare(CLONE_NEWUSER) == 0;
              return std::string(in_first_user_namespace() == !child ? "right" : "wrong");
            }),
            "right");
}

}  // namespace
}  // namespace yama::kernel
