// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit_settings.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

Unit unit() {
  Unit unit;
  unit.path = "/u";
  unit.bytes = "[Unit]\nAfter=a b\nAfter=c\n[Service]\nExecStart=/x\nRemainAfterExit=on\n";
  unit.drop_ins = {"/1.conf", "/unknown.conf", "/2.conf"};
  unit.texts = {{"/1.conf", "[Service]\nExecStart=\nExecStart=/y\n"},
                {"/2.conf", "[Unit]\nAfter=d\n[Service]\nRemainAfterExit=nonsense\n"}};
  return unit;
}

TEST(UnitSettings, DropInsComeAfterTheUnit) {
  const UnitSettings settings(unit());
  const auto commands = settings.list("Service", "ExecStart");
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0]->setting.value, "/y");
  EXPECT_EQ(commands[0]->setting.line, 3U);
  EXPECT_EQ(commands[0]->file, "/1.conf");
  EXPECT_EQ(settings.words("Unit", "After"), (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(UnitSettings, YesAndNo) {
  const UnitSettings settings(unit());
  EXPECT_FALSE(settings.is_true("Service", "RemainAfterExit", false)) << "neither yes nor no";
  EXPECT_TRUE(settings.is_true("Unit", "DefaultDependencies", true));
  EXPECT_EQ(settings.last("Unit", "After"), "d");
}

TEST(UnitSettings, WeightyOnes) {
  EXPECT_TRUE(is_weighty("ExecStartPost"));
  EXPECT_TRUE(is_weighty("ConditionPathExists"));
  EXPECT_FALSE(is_weighty("TimeoutStopFailureMode"));
  EXPECT_FALSE(is_weighty("Description"));
}

TEST(UnitSettings, WhatSpeaksOfTheValue) {
  EXPECT_TRUE(speaks_of_value("sysctl --system"));
  EXPECT_TRUE(speaks_of_value("/proc/sys/kernel/yama/ptrace_scope"));
  EXPECT_FALSE(speaks_of_value("/proc/sys/kernel/pid_max"));
}

}  // namespace
}  // namespace yama::unit
