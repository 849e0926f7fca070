// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/boot_scripts.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::writers {
namespace {

using test::Scratch;
using test::shown;

constexpr std::string_view kWrites = "#!/bin/sh\nsysctl -w kernel.yama.ptrace_scope=0\n";

TEST(BootScripts, RcLocal) {
  const Scratch scratch;
  scratch.write("/etc/rc.local", kWrites, 0755);
  const std::string place = "boot_script beside /etc/rc.local:2 sysctl -w kernel.yama.ptrace_scope=0";
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), place + " -> 0: rc.local\n");
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), false)), place + " may -> 0: rc.local\n");
  scratch.write("/usr/lib/systemd/system-generators/systemd-getty-generator", "", 0755);
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), place + " inactive -> 0: rc.local\n")
      << "systemd 260 has no generator for it";
  scratch.write("/usr/lib/systemd/system-generators/systemd-rc-local-generator", "", 0755);
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), place + " -> 0: rc.local\n");
  scratch.link("/etc/systemd/system/rc-local.service", "/dev/null");
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), place + " inactive -> 0: rc.local\n");
}

TEST(BootScripts, RcLocalThatIsNotExecutable) {
  const Scratch scratch;
  scratch.write("/etc/rc.local", kWrites, 0644);
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)),
            "boot_script beside /etc/rc.local:2 sysctl -w kernel.yama.ptrace_scope=0 inactive may -> 0: rc.local\n");
}

TEST(BootScripts, WhatRcLocalCalls) {
  const Scratch scratch;
  scratch.write("/etc/rc.local", "#!/bin/sh\n/opt/tool/harden start\n", 0755);
  scratch.write("/opt/tool/harden", kWrites, 0755);
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)),
            "boot_script beside /opt/tool/harden:2 sysctl -w kernel.yama.ptrace_scope=0 may -> 0: rc.local (through "
            "/etc/rc.local)\n");
}

TEST(BootScripts, OfSysvinit) {
  const Scratch scratch;
  scratch.write("/etc/init.d/harden", "#!/bin/sh\ncase \"$1\" in\nstart) sysctl kernel.yama.ptrace_scope=0 ;;\nesac\n",
                0755);
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), "") << "no link";
  scratch.link("/etc/rc2.d/S01harden", "../init.d/harden");
  scratch.link("/etc/rc3.d/S01harden", "../init.d/harden");
  const std::string place = "boot_script beside /etc/rc2.d/S01harden:3 start) sysctl kernel.yama.ptrace_scope=0 ;;";
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), place + " may: the init script harden\n");
  scratch.write("/usr/lib/systemd/system/harden.service", "[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), place + " inactive may: the init script harden\n");
}

TEST(BootScripts, OpenRcAndRunit) {
  const Scratch scratch;
  scratch.write("/sbin/openrc-run", "", 0755);
  scratch.write("/etc/init.d/sysctl", "#!/sbin/openrc-run\nstart() { sysctl -p \"$conf\"; }\n", 0755);
  scratch.link("/etc/runlevels/boot/sysctl", "/etc/init.d/sysctl");
  scratch.write("/etc/local.d/a.start", kWrites, 0755);
  scratch.write("/etc/local.d/a.stop", kWrites, 0755);
  scratch.write("/etc/runit/1", kWrites, 0755);
  EXPECT_EQ(
      shown(stages_of_boot_scripts(scratch.root(), false)),
      "boot_script beside /etc/local.d/a.start:2 sysctl -w kernel.yama.ptrace_scope=0 may -> 0: OpenRC's local.d\n"
      "boot_script beside /etc/local.d/a.stop:2 sysctl -w kernel.yama.ptrace_scope=0 inactive may -> 0: OpenRC's "
      "local.d\n"
      "boot_script beside /etc/runit/1:2 sysctl -w kernel.yama.ptrace_scope=0 may -> 0: runit\n");
}

TEST(BootScripts, Inittab) {
  const Scratch scratch;
  scratch.write("/etc/inittab", "# x\nsi::sysinit:/sbin/sysctl kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), false)),
            "boot_script beside /etc/inittab:2 /sbin/sysctl kernel.yama.ptrace_scope=0 may -> 0: inittab\n");
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), "");
}

TEST(BootScripts, OneThatOnlyReads) {
  const Scratch scratch;
  scratch.write("/etc/rc.local", "#!/bin/sh -e\n# ptrace_scope\ncat /proc/sys/kernel/yama/ptrace_scope\nexit 0\n",
                0755);
  EXPECT_EQ(shown(stages_of_boot_scripts(scratch.root(), true)), "");
}

}  // namespace
}  // namespace yama::writers
