// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/load_unit.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::units {
namespace {

using test::Scratch;

/// "PATH [masked] [unreadable] [+ TEXT]... [CONDITION yes|no]..." of a.service.
std::string loaded(const Scratch& scratch) {
  const host::Root root = scratch.root();
  const UnitDirectories directories(root);
  const std::vector<std::string> command_lines = {"ro"};
  const NextBoot next{.command_lines = command_lines, .kernels = {}};
  UnitLoader loader(root, directories, next);
  const unit::Unit& unit = loader.complete("a.service");
  std::string text = unit.path + (unit.masked ? " masked" : "") + (unit.unreadable ? " unreadable" : "");
  for (const auto& [path, bytes] : unit.texts) {
    text += " + " + path;
  }
  for (const auto& [condition, holds] : unit.conditions) {
    text += " " + condition + (holds ? " yes" : " no");
  }
  return text;
}

TEST(LoadUnit, AMissingOne) { EXPECT_EQ(loaded(Scratch{}), ""); }

TEST(LoadUnit, AMaskedOne) {
  const Scratch scratch;
  scratch.link("/etc/systemd/system/a.service", "/dev/null");
  EXPECT_EQ(loaded(scratch), "/etc/systemd/system/a.service masked");
}

TEST(LoadUnit, ItsConditions) {
  const Scratch scratch;
  scratch.write("/etc/systemd/system/a.service",
                "[Unit]\nConditionPathExists=/etc/x\nConditionPathExists=!/etc/x\nConditionKernelCommandLine=x\n"
                "ConditionVirtualization=vm\n[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(loaded(scratch),
            "/etc/systemd/system/a.service ConditionKernelCommandLine=x no ConditionPathExists=!/etc/x yes"
            " ConditionPathExists=/etc/x no");
}

TEST(LoadUnit, ScriptsThatSpeakOfTheValue) {
  const Scratch scratch;
  scratch.write("/etc/systemd/system/a.service",
                "[Service]\nExecStart=/usr/local/sbin/one\nExecStartPost=two\nExecStop=/opt/program\n"
                "ExecReload=/bin/sh /opt/three\nExecStartPre=/opt/fifo\n");
  scratch.write("/usr/local/sbin/one", "#!/bin/sh\nsysctl --system\n", 0755);
  scratch.write("/usr/bin/two", "#!/bin/sh\necho 0 > /proc/sys/kernel/yama/ptrace_scope\n", 0755);
  scratch.write("/opt/program", "\177ELF ptrace_scope", 0755);
  scratch.write("/opt/three", "echo hello\n");
  scratch.fifo("/opt/fifo");
  EXPECT_EQ(loaded(scratch), "/etc/systemd/system/a.service + /usr/bin/two + /usr/local/sbin/one");
}

TEST(LoadUnit, MoreScriptsThanAreRead) {
  const Scratch scratch;
  std::string text = "[Service]\n";
  for (int i = 0; i < 101; ++i) {
    text += "ExecStart=/opt/script" + std::to_string(i) + "\n";
  }
  scratch.write("/etc/systemd/system/a.service", text);
  EXPECT_EQ(loaded(scratch), "/etc/systemd/system/a.service unreadable");
}

TEST(LoadUnit, DropInsOfAllServicesCountWhenTheyWeigh) {
  const Scratch scratch;
  scratch.write("/etc/systemd/system/a.service", "[Service]\nExecStart=/bin/true\n");
  scratch.write("/usr/lib/systemd/system/service.d/10-timeout.conf", "[Service]\nTimeoutStopFailureMode=abort\n");
  EXPECT_EQ(loaded(scratch), "/etc/systemd/system/a.service");
  scratch.write("/usr/lib/systemd/system/service.d/20-post.conf", "[Service]\nExecStartPost=/bin/true\n");
  EXPECT_EQ(loaded(scratch), "/etc/systemd/system/a.service + /usr/lib/systemd/system/service.d/20-post.conf");
}

}  // namespace
}  // namespace yama::units
