// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/net.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::writers {
namespace {

using test::Scratch;
using test::shown;

std::string net(const Scratch& scratch, const Explained& explained = {}) {
  return shown(stages_of_net(scratch.root(), files_in_net(scratch.root()), explained));
}

TEST(Net, CatchesWhatNothingExplains) {
  const Scratch scratch;
  scratch.write("/etc/strange/tool.yml", "a: 1\n# ptrace_scope\n  kernel.yama.ptrace_scope: 0\n");
  scratch.write("/etc/.hidden", "ptrace_scope");
  scratch.write("/usr/local/sbin/harden", "#!/bin/sh\nsysctl -w kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(
      net(scratch),
      "unexplained beside /etc/.hidden:1 ptrace_scope may: a file whose use is not known\n"
      "unexplained beside /etc/strange/tool.yml:3 kernel.yama.ptrace_scope: 0 may: a file whose use is not known\n"
      "unexplained beside /usr/local/sbin/harden:2 sysctl -w kernel.yama.ptrace_scope=0 may -> 0: a file whose use is "
      "not known\n");
  EXPECT_EQ(net(scratch, {"/etc/.hidden", "/etc/strange/tool.yml", "/usr/local/sbin/harden"}), "");
}

TEST(Net, NoFalseAlarms) {
  const Scratch scratch;
  scratch.write("/etc/comment.conf", "# ptrace_scope\n ; ptrace_scope = 1\n");
  scratch.write("/etc/reads",
                "#!/bin/bash\n[ \"$(cat /proc/sys/kernel/yama/ptrace_scope)\" = 1 ] || echo ptrace_scope\n");
  scratch.write("/etc/x.conf.dpkg-old", "ptrace_scope");
  scratch.write("/etc/x.conf.123.2026-01-01@00:00:00~", "ptrace_scope");
  scratch.write("/etc/sysctl.d/README", "ptrace_scope");
  scratch.write("/etc/sysctl.conf", "kernel.yama.ptrace_scope=1");
  scratch.write("/etc/apparmor.d/x", "@{PROC}/sys/kernel/yama/ptrace_scope r,\n");
  scratch.write("/etc/binary", std::string("\0ptrace_scope", 13));
  EXPECT_EQ(net(scratch), "");
}

TEST(Net, InitScriptsThatNothingStartsAreIdle) {
  const Scratch scratch;
  scratch.write("/etc/init.d/debug", "#!/bin/sh\nsysctl -w kernel.yama.ptrace_scope=0\n");
  const std::string end = ":2 sysctl -w kernel.yama.ptrace_scope=0 ";
  EXPECT_EQ(net(scratch), "boot_script beside /etc/init.d/debug" + end +
                              "inactive may -> 0: an init script that no runlevel starts\n");
  scratch.write("/etc/init.d/S20debug", "#!/bin/sh\nsysctl -w kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(net(scratch, {"/etc/init.d/debug"}),
            "unexplained beside /etc/init.d/S20debug" + end + "may -> 0: a file whose use is not known\n")
      << "busybox starts it by its name";
  scratch.write("/sbin/openrc-run", "");
  EXPECT_EQ(net(scratch, {"/etc/init.d/S20debug"}),
            "unexplained beside /etc/init.d/debug" + end + "may -> 0: a file whose use is not known\n")
      << "another script of OpenRC may need it";
}

TEST(Net, WhatTmpfilesReadsIsJudgedThere) {
  const Scratch scratch;
  scratch.write("/usr/lib/tmpfiles.d/a.conf", "w /proc/sys/kernel/yama/ptrace_scope - - - - 0\n");
  EXPECT_EQ(net(scratch), "");
  scratch.write("/usr/lib/tmpfiles.d/a.txt", "w /proc/sys/kernel/yama/ptrace_scope - - - - 0\n");
  EXPECT_EQ(net(scratch).substr(0, 46), "unexplained beside /usr/lib/tmpfiles.d/a.txt:1");
}

TEST(Net, UnitsAreJudgedAsUnits) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a.service", "[Service]\nExecStart=sysctl kernel.yama.ptrace_scope=0\n");
  scratch.write("/etc/systemd/system/a.service.d/b.conf", "[Service]\nExecStart=sysctl kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(net(scratch), "");
  scratch.write("/etc/systemd/system/a.env", "A=kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(net(scratch),
            "unexplained beside /etc/systemd/system/a.env:1 A=kernel.yama.ptrace_scope=0 may: a file whose "
            "use is not known\n");
}

TEST(Net, SpecialFilesAndLinks) {
  const Scratch scratch;
  scratch.fifo("/etc/fifo");
  scratch.link("/etc/loop", "loop");
  scratch.link("/etc/up", "..");
  scratch.link("/usr/local/bin", "bin");
  EXPECT_EQ(net(scratch), "");
}

TEST(Net, LongFiles) {
  const Scratch scratch;
  scratch.write("/etc/long", std::string(98300, 'x') + "\nptrace_scope\n");
  EXPECT_EQ(net(scratch), "unexplained beside /etc/long:2 ptrace_scope may: a file whose use is not known\n");
}

TEST(Net, MergedUsrIsSearchedOnce) {
  const Scratch scratch;
  scratch.write("/usr/lib/udev/x", "ptrace_scope\n");
  scratch.link("/lib", "usr/lib");
  EXPECT_EQ(net(scratch), "unexplained beside /usr/lib/udev/x:1 ptrace_scope may: a file whose use is not known\n");
}

}  // namespace
}  // namespace yama::writers
