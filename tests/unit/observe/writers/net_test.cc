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
