// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned.h"

#include <gtest/gtest.h>

#include "observe/read_tree.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama::tuned {
namespace {

using test::Scratch;

std::string stage(const Scratch& scratch) {
  const auto tuned = read_tuned(scratch.root());
  const auto found = tuned ? stage_of(*tuned, read_tree(scratch.root()).value()) : std::nullopt;
  return found ? test::shown({*found}) : "";
}

/// A host whose active profile includes another.
class TunedHost {
 public:
  TunedHost() {
    scratch.write("/etc/tuned/active_profile", "mine\n");
    scratch.link("/etc/systemd/system/multi-user.target.wants/tuned.service", "/usr/lib/systemd/system/tuned.service");
    scratch.write("/usr/lib/tuned/throughput-performance/tuned.conf",
                  "[main]\nsummary=x\n[sysctl]\nvm.swappiness=10\n");
    profile("include=throughput-performance\n", "");
  }
  void profile(const std::string& main, const std::string& settings) const {
    scratch.write("/etc/tuned/mine/tuned.conf", "[main]\n" + main + "[sysctl]\n" + settings);
  }
  Scratch scratch;
};

TEST(Tuned, NotSetUp) {
  const Scratch scratch;
  EXPECT_FALSE(read_tuned(scratch.root()).has_value());
}

TEST(Tuned, SaysNothingOfTheKey) {
  const TunedHost host;
  EXPECT_EQ(stage(host.scratch), "");
}

TEST(Tuned, ProfileSetsIt) {
  const TunedHost host;
  host.profile("include=throughput-performance\n", "kernel.yama.ptrace_scope = \"2\"  # why\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/mine/tuned.conf:4 kernel.yama.ptrace_scope = \"2\"  # why -> 2: tuned's profile "
            "mine\n");
}

TEST(Tuned, IncludedProfileSetsIt) {
  const TunedHost host;
  host.scratch.write("/usr/lib/tuned/profiles/base/tuned.conf", "[yama]\ntype=sysctl\nkernel/yama/ptrace_scope=3\n");
  host.profile("include=-gone, base\n", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /usr/lib/tuned/profiles/base/tuned.conf:3 kernel/yama/ptrace_scope = 3 -> 3: tuned's profile "
            "base\n");
  host.profile("include=base\n", "kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/mine/tuned.conf:4 kernel.yama.ptrace_scope = 1 -> 1: tuned's profile mine\n");
}

TEST(Tuned, LoadsFilesAgainWithoutVendorFiles) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=0\n");
  host.scratch.write("/usr/lib/sysctl.d/99-a.conf", "kernel.yama.ptrace_scope=2\n");
  host.scratch.write("/run/sysctl.d/99-b.conf", "kernel.yama.ptrace_scope=2\n");
  host.scratch.write("/etc/sysctl.d/10-c.conf", "kernel.yama.ptrace_scope = 1\n*.ptrace_scope = 2\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.d/10-c.conf:1 kernel.yama.ptrace_scope = 1 -> 1: tuned, which loads the files of "
            "/etc again,\n");
  host.scratch.write("/etc/sysctl.conf", "; comment\nkernel/yama/ptrace_scope=2\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/sysctl.conf:2 kernel/yama/ptrace_scope = 2 -> 2: tuned, which loads the files of /etc "
            "again,\n");
  host.scratch.write("/etc/tuned/tuned-main.conf", "# comment\nreapply_sysctl = 0\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/mine/tuned.conf:3 kernel.yama.ptrace_scope = 0 -> 0: tuned's profile mine\n");
}

TEST(Tuned, LocksOnTheWay) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=3\n");
  host.scratch.write("/etc/sysctl.conf", "kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/mine/tuned.conf:3 kernel.yama.ptrace_scope = 3 -> 3: tuned's profile mine\n");
}

TEST(Tuned, NotEnabled) {
  const Scratch scratch;
  scratch.write("/etc/tuned/active_profile", "a\n");
  scratch.write("/usr/lib/tuned/a/tuned.conf", "[sysctl]\nkernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(
      stage(scratch),
      "tuned after /usr/lib/tuned/a/tuned.conf:2 kernel.yama.ptrace_scope = 1 inactive -> 1: tuned's profile a\n");
}

TEST(Tuned, WhatOnlyTunedCanTell) {
  const TunedHost host;
  host.profile("", "kernel.yama.ptrace_scope=${scope}\n");
  EXPECT_EQ(stage(host.scratch),
            "tuned after /etc/tuned/mine/tuned.conf:3 kernel.yama.ptrace_scope = ${scope} may: tuned's profile mine\n");
  host.profile("include=gone\n", "");
  EXPECT_EQ(stage(host.scratch), "tuned after may: tuned (the profile gone cannot be read)\n");
  host.profile("include=${f:virt_check:a:b}\n", "");
  EXPECT_EQ(stage(host.scratch),
            "tuned after may: tuned (the profile ${f:virt_check:a:b} has a name that only tuned can tell)\n");
}

}  // namespace
}  // namespace yama::tuned
