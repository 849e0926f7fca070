// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/writers.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama {
namespace {

using test::Scratch;

TEST(Writers, EachFileIsToldOnce) {
  const Scratch scratch;
  scratch.write("/etc/cron.d/x",
                "@reboot root sysctl -p /etc/my.conf\n@reboot root sysctl kernel.yama.ptrace_scope=0\n");
  scratch.write("/etc/my.conf", "kernel.yama.ptrace_scope = 0\n");
  Observation seen;
  writers::observe_writers(scratch.root(), seen);
  EXPECT_EQ(test::shown(seen.stages),
            "scheduled beside /etc/cron.d/x:1 sysctl -p /etc/my.conf may: cron at boot\n"
            "scheduled beside /etc/cron.d/x:2 sysctl kernel.yama.ptrace_scope=0 may -> 0: cron at boot\n");
  EXPECT_EQ(seen.tree.loaded_by, (sysctl::LoadedBy{{"/etc/my.conf", "cron at boot"}}));
}

TEST(Writers, Skipped) {
  const Scratch scratch;
  scratch.write("/etc/rc.local", "#!/bin/sh\nsysctl kernel.yama.ptrace_scope=0\n", 0755);
  const auto seen = observe(scratch.root(), false);
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(test::shown(seen->stages),
            "init instead may: no loader and no init is in this folder, so it is not known what loads its settings\n"
            "unexplained beside may: a writer that was not looked for (other_writers: skip)\n");
}

}  // namespace
}  // namespace yama
