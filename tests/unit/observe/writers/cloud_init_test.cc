// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/cloud_init.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::writers {
namespace {

using test::Scratch;
using test::shown;

TEST(CloudInit, LinesAndScripts) {
  const Scratch scratch;
  scratch.write("/etc/cloud/cloud.cfg", "# ptrace_scope\nusers:\n - default\n");
  scratch.write("/etc/cloud/cloud.cfg.d/90-debug.cfg",
                "#cloud-config\nbootcmd:\n - [sysctl, -w, kernel.yama.ptrace_scope=0]\n");
  scratch.write("/var/lib/cloud/scripts/per-boot/a", "#!/bin/sh\necho 0 > /proc/sys/kernel/yama/ptrace_scope\n", 0755);
  const std::string lines =
      "cloud_init beside /etc/cloud/cloud.cfg.d/90-debug.cfg:3 - [sysctl, -w, kernel.yama.ptrace_scope=0]";
  const std::string script =
      "cloud_init beside /var/lib/cloud/scripts/per-boot/a:2 echo 0 > /proc/sys/kernel/yama/ptrace_scope";
  EXPECT_EQ(shown(stages_of_cloud_init(scratch.root())),
            lines + " may: cloud-init\n" + script + " may -> 0: cloud-init\n");
  scratch.write("/etc/cloud/cloud-init.disabled", "");
  EXPECT_EQ(shown(stages_of_cloud_init(scratch.root())),
            lines + " inactive may: cloud-init\n" + script + " inactive may -> 0: cloud-init\n");
}

}  // namespace
}  // namespace yama::writers
