// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/tmpfiles.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::writers {
namespace {

using test::Scratch;
using test::shown;

constexpr std::string_view kPlace = "/proc/sys/kernel/yama/ptrace_scope";

std::string stages_of(const std::string& lines) {
  const Scratch scratch;
  scratch.write("/etc/tmpfiles.d/a.conf", lines);
  return shown(stages_of_tmpfiles(scratch.root(), true));
}

TEST(Tmpfiles, TypesThatWrite) {
  const std::string place{kPlace};
  EXPECT_EQ(stages_of("# comment\nw " + place + " - - - - 0\n"),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:2 w " + place + " - - - - 0 -> 0: tmpfiles.d\n");
  for (const std::string type : {"w", "w!", "w+", "f+", "F", "w-"}) {
    EXPECT_EQ(stages_of(type + " " + place + " - - - - 3\\n"),
              "tmpfiles beside /etc/tmpfiles.d/a.conf:1 " + type + " " + place + " - - - - 3\\n -> 3: tmpfiles.d\n");
  }
  EXPECT_EQ(stages_of("f " + place + " - - - - 0\n"), "") << "it is there already";
  EXPECT_EQ(stages_of("w " + place + " - - - - -\n"), "") << "nothing to write";
  EXPECT_EQ(stages_of("w " + place + " - - - - 7\n"), "") << "the kernel refuses it";
  EXPECT_EQ(stages_of("r " + place + "\nz " + place + " 0644\n"), "");
  EXPECT_EQ(stages_of("w /proc/sys/vm/swappiness - - - - 0\n"), "");
}

TEST(Tmpfiles, PathsAndPatterns) {
  EXPECT_EQ(stages_of("w \"/proc//sys/./kernel/yama/ptrace_scope\" - - - - 0\n"),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:1 w \"/proc//sys/./kernel/yama/ptrace_scope\" - - - - 0 -> 0: "
            "tmpfiles.d\n");
  EXPECT_EQ(stages_of("w /proc/sys/kernel/*/ptrace_{scope,x} - - - - 2\n"),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:1 w /proc/sys/kernel/*/ptrace_{scope,x} - - - - 2 -> 2: "
            "tmpfiles.d\n");
  EXPECT_EQ(stages_of("f+ /proc/sys/kernel/*/ptrace_scope - - - - 2\n"), "") << "only w takes patterns";
}

TEST(Tmpfiles, WhatIsNotKnown) {
  EXPECT_EQ(stages_of("w " + std::string(kPlace) + " - - - - %v\n"),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:1 w " + std::string(kPlace) + " - - - - %v may: tmpfiles.d\n");
  EXPECT_EQ(stages_of("w~ " + std::string(kPlace) + " - - - - MAo=\n"),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:1 w~ " + std::string(kPlace) + " - - - - MAo= may: tmpfiles.d\n");
}

TEST(Tmpfiles, TheFirstLineOfAPathCounts) {
  const Scratch scratch;
  const std::string line = "w " + std::string(kPlace) + " - - - - ";
  scratch.write("/usr/lib/tmpfiles.d/b.conf", line + "0\n");
  scratch.write("/etc/tmpfiles.d/a.conf", line + "1\n");
  EXPECT_EQ(shown(stages_of_tmpfiles(scratch.root(), true)),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:1 " + line + "1 -> 1: tmpfiles.d\n");
}

TEST(Tmpfiles, ANameInAStrongerDirectoryHides) {
  const Scratch scratch;
  scratch.write("/usr/lib/tmpfiles.d/b.conf", "w " + std::string(kPlace) + " - - - - 0\n");
  scratch.link("/etc/tmpfiles.d/b.conf", "/dev/null");
  EXPECT_EQ(shown(stages_of_tmpfiles(scratch.root(), true)), "");
}

TEST(Tmpfiles, AFileOfSettingsThatIsMadeAtBoot) {
  const Scratch scratch;
  scratch.write("/usr/share/x/ptrace.conf", "kernel.yama.ptrace_scope = 0\n");
  scratch.write("/usr/lib/tmpfiles.d/b.conf",
                "L+ /etc/sysctl.d/z.conf - - - - /usr/share/x/ptrace.conf\nf /run/sysctl.d/y.conf - - - - vm.x=1\n");
  EXPECT_EQ(shown(stages_of_tmpfiles(scratch.root(), true)),
            "tmpfiles beside /usr/lib/tmpfiles.d/b.conf:1 L+ /etc/sysctl.d/z.conf - - - - /usr/share/x/ptrace.conf "
            "may: tmpfiles.d\n");
}

TEST(Tmpfiles, MaskedOrWithoutSystemd) {
  const Scratch scratch;
  const std::string line = "w " + std::string(kPlace) + " - - - - 0";
  scratch.write("/etc/tmpfiles.d/a.conf", line + "\n");
  EXPECT_EQ(shown(stages_of_tmpfiles(scratch.root(), false)),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:1 " + line + " may -> 0: tmpfiles.d\n");
  scratch.link("/etc/systemd/system/systemd-tmpfiles-setup.service", "/dev/null");
  EXPECT_EQ(shown(stages_of_tmpfiles(scratch.root(), true)),
            "tmpfiles beside /etc/tmpfiles.d/a.conf:1 " + line + " inactive -> 0: tmpfiles.d\n");
}

}  // namespace
}  // namespace yama::writers
