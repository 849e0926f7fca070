// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <gtest/gtest.h>

#include "unit/unit.h"

namespace yama::unit {
namespace {

/// "MOMENT VALUE FILE:LINE TEXT", a line a write.
std::string shown(const Unit& unit, std::string_view name = "a.service") {
  std::string text;
  for (const UnitWrite& write : writes_of_unit(unit, name)) {
    text += write.moment == Moment::kStart ? "start" : write.moment == Moment::kMaybe ? "maybe" : "later";
    text += write.certain ? " " : " perhaps ";
    text += write.value ? to_string(*write.value) : "-";
    for (const std::string& file : write.loads ? write.loads->files : std::vector<std::string>{}) {
      text += " loads " + file;
    }
    text += " " + write.file + ":" + std::to_string(write.line) + " " + write.text + "\n";
  }
  return text;
}

Unit unit_of(std::string_view service) {
  Unit unit;
  unit.path = "/u";
  unit.bytes = "[Service]\n" + std::string(service);
  return unit;
}

std::string writes(std::string_view service, std::string_view name = "a.service") {
  return shown(unit_of(service), name);
}

TEST(WritesOfUnit, InTheOrderInWhichTheyAreRun) {
  EXPECT_EQ(writes("ExecStartPost=sysctl kernel.yama.ptrace_scope=2\nExecStart=/usr/sbin/cron -f\n"
                   "ExecStartPre=sysctl kernel.yama.ptrace_scope=1\n"),
            "start 1 /u:4 ExecStartPre=sysctl kernel.yama.ptrace_scope=1\n"
            "start 2 /u:2 ExecStartPost=sysctl kernel.yama.ptrace_scope=2\n");
}

TEST(WritesOfUnit, WhatASuccessOfAnotherProgramDecidesMayNotCome) {
  EXPECT_EQ(writes("ExecStartPre=/opt/check\nExecStart=sysctl kernel.yama.ptrace_scope=1\n"),
            "maybe 1 /u:3 ExecStart=sysctl kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(writes("ExecStartPre=-/opt/check\nExecStart=sysctl kernel.yama.ptrace_scope=1\n"),
            "start 1 /u:3 ExecStart=sysctl kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(writes("ExecCondition=/opt/check\nExecStart=sysctl kernel.yama.ptrace_scope=1\n"),
            "maybe 1 /u:3 ExecStart=sysctl kernel.yama.ptrace_scope=1\n");
  EXPECT_EQ(writes("Type=oneshot\nExecStart=/opt/work\nExecStart=sysctl kernel.yama.ptrace_scope=1\n"),
            "maybe 1 /u:4 ExecStart=sysctl kernel.yama.ptrace_scope=1\n");
}

TEST(WritesOfUnit, AStopRightAfterTheStart) {
  EXPECT_EQ(writes("Type=oneshot\nExecStart=/bin/true\nExecStopPost=sysctl kernel.yama.ptrace_scope=0\n"),
            "start 0 /u:4 ExecStopPost=sysctl kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(writes("Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n"
                   "ExecStop=sysctl kernel.yama.ptrace_scope=0\n"),
            "later 0 /u:5 ExecStop=sysctl kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(writes("ExecStart=/bin/d\nExecReload=sysctl kernel.yama.ptrace_scope=0\n"),
            "later 0 /u:3 ExecReload=sysctl kernel.yama.ptrace_scope=0\n");
}

TEST(WritesOfUnit, AnEmptyAssignmentTakesBack) {
  EXPECT_EQ(writes("ExecStart=sysctl kernel.yama.ptrace_scope=0\nExecStart=\nExecStart=/bin/true\n"), "");
}

TEST(WritesOfUnit, OfADropIn) {
  Unit unit = unit_of("ExecStart=/usr/sbin/cron -f\n");
  unit.drop_ins = {"/d.conf"};
  unit.texts = {{"/d.conf", "[Service]\nExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n"}};
  EXPECT_EQ(shown(unit), "start 0 /d.conf:2 ExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n");
}

TEST(WritesOfUnit, Specifiers) {
  EXPECT_EQ(writes("ExecStart=sysctl kernel.yama.ptrace_scope=%i\n", "a@2.service"),
            "start 2 /u:2 ExecStart=sysctl kernel.yama.ptrace_scope=%i\n");
  EXPECT_EQ(writes("ExecStart=sysctl -p /etc/%m.conf\n"), "start perhaps - /u:2 ExecStart=sysctl -p /etc/%m.conf\n");
}

TEST(WritesOfUnit, Variables) {
  EXPECT_EQ(writes("ExecStart=sysctl $OPTIONS\n"), "start perhaps - /u:2 ExecStart=sysctl $OPTIONS\n");
  EXPECT_EQ(writes("ExecStart=sysctl -w vm.swappiness=$N\n"), "");
  EXPECT_EQ(writes("Environment=\"X=kernel.yama.ptrace_scope=0\"\nExecStart=/opt/set $X\n"),
            "start perhaps - /u:3 ExecStart=/opt/set $X\n");
}

TEST(WritesOfUnit, SettingsThatItLoads) {
  EXPECT_EQ(writes("ExecStart=/sbin/sysctl -p /etc/other.conf\n"),
            "start - loads /etc/other.conf /u:2 ExecStart=/sbin/sysctl -p /etc/other.conf\n");
}

TEST(WritesOfUnit, OneFileForEachKernel) {
  Unit unit = unit_of("Type=oneshot\nExecStart=/usr/lib/systemd/systemd-sysctl /boot/sysctl.conf-%v\n");
  const std::string line = " /u:3 ExecStart=/usr/lib/systemd/systemd-sysctl /boot/sysctl.conf-%v\n";
  EXPECT_EQ(shown(unit), "start perhaps -" + line) << "no kernel is known";
  unit.kernels = {"1"};
  EXPECT_EQ(shown(unit), "start - loads /boot/sysctl.conf-1" + line);
  EXPECT_FALSE(writes_of_unit(unit, "a.service").front().loads->one_of);
  unit.kernels = {"1", "2"};
  EXPECT_EQ(shown(unit), "start - loads /boot/sysctl.conf-1 loads /boot/sysctl.conf-2" + line);
  EXPECT_TRUE(writes_of_unit(unit, "a.service").front().loads->one_of);
  unit.bytes = "[Unit]\nConditionPathExists=/boot/x-%v\n" + unit.bytes;
  unit.conditions = {{"ConditionPathExists=/boot/x-1", true}, {"ConditionPathExists=/boot/x-2", false}};
  EXPECT_EQ(shown(unit).substr(0, 44), "start - loads /boot/sysctl.conf-1 loads  /u:") << "or none";
  unit.kernels = {"2"};
  EXPECT_EQ(shown(unit), "");
}

TEST(WritesOfUnit, WhatOnlyOneKernelHasIsUncertain) {
  Unit unit = unit_of("ExecStart=sysctl kernel.yama.ptrace_scope=1\n");
  unit.bytes = "[Unit]\nConditionPathExists=/boot/x-%v\n" + unit.bytes;
  unit.conditions = {{"ConditionPathExists=/boot/x-1", true}, {"ConditionPathExists=/boot/x-2", false}};
  unit.kernels = {"1", "2"};
  EXPECT_EQ(shown(unit), "start perhaps 1 /u:4 ExecStart=sysctl kernel.yama.ptrace_scope=1\n");
  unit.kernels = {"1"};
  EXPECT_EQ(shown(unit), "start 1 /u:4 ExecStart=sysctl kernel.yama.ptrace_scope=1\n");
}

TEST(FirstThatMayFail, BeforeTheUnitsOwnCommand) {
  const auto first = [](std::string_view service) {
    const auto place = first_that_may_fail(unit_of(service), "a.service");
    return place ? place->file + ":" + std::to_string(place->line) + " " + place->text : std::string{};
  };
  EXPECT_EQ(first("ExecStart=/opt/a\n"), "");
  EXPECT_EQ(first("ExecStartPre=/bin/true\nExecStartPre=-/opt/a\nExecStart=/opt/b\n"), "");
  EXPECT_EQ(first("ExecStartPre=/bin/true\nExecStartPre=/opt/a\nExecStartPre=/opt/b\n"), "/u:3 ExecStartPre=/opt/a");
}

TEST(WritesOfUnit, AScriptThatItRuns) {
  Unit unit = unit_of("ExecStart=/usr/local/sbin/tune start\n");
  unit.texts = {{"/usr/local/sbin/tune", "#!/bin/sh\necho 0 > /proc/sys/kernel/yama/ptrace_scope\n"}};
  EXPECT_EQ(shown(unit), "start 0 /usr/local/sbin/tune:2 echo 0 > /proc/sys/kernel/yama/ptrace_scope\n");
  unit.bytes = "[Service]\nExecStart=/bin/sh -c '/usr/local/sbin/tune || /bin/false'\n";
  EXPECT_EQ(shown(unit), "start perhaps - /usr/local/sbin/tune:2 echo 0 > /proc/sys/kernel/yama/ptrace_scope\n");
}

TEST(WritesOfUnit, AScriptInALanguageThatItsFirstLineDoesNotName) {
  Unit unit = unit_of("ExecStart=/usr/bin/python3 -E /opt/tune.py\n");
  unit.texts = {{"/opt/tune.py", "import os\nopen('/proc/sys/kernel/yama/ptrace_scope', 'w').write('0')\n"}};
  EXPECT_EQ(shown(unit), "start perhaps - /opt/tune.py:2 open('/proc/sys/kernel/yama/ptrace_scope', 'w').write('0')\n");
}

TEST(WritesOfUnit, WhatTheKernelMayRefuse) {
  for (const char* shut_in : {"User=nobody", "DynamicUser=yes", "ProtectKernelTunables=yes", "PrivateUsers=self",
                              "CapabilityBoundingSet=CAP_NET_ADMIN", "CapabilityBoundingSet=~CAP_SYS_PTRACE"}) {
    EXPECT_EQ(writes(std::string(shut_in) + "\nExecStart=sysctl kernel.yama.ptrace_scope=1\n"),
              "start perhaps 1 /u:3 ExecStart=sysctl kernel.yama.ptrace_scope=1\n")
        << shut_in;
  }
  EXPECT_EQ(writes("User=nobody\nExecStart=+sysctl kernel.yama.ptrace_scope=1\n"),
            "start 1 /u:3 ExecStart=+sysctl kernel.yama.ptrace_scope=1\n");
}

TEST(WritesOfUnit, OfASocket) {
  Unit unit = unit_of("");
  unit.bytes = "[Socket]\nExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n";
  EXPECT_EQ(shown(unit, "a.socket"), "start 0 /u:2 ExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n");
}

}  // namespace
}  // namespace yama::unit
