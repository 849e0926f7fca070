// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/known_conditions.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::units {
namespace {

std::string judged(const test::Scratch& scratch, std::string_view key, std::string_view value,
                   const std::vector<std::string>& command_lines = {}) {
  const auto holds = holds_at_boot(scratch.root(), key, value, command_lines);
  return !holds ? "not known" : *holds ? "yes" : "no";
}

TEST(KnownConditions, FilesOnTheDisk) {
  const test::Scratch scratch;
  scratch.write("/etc/a", "x");
  scratch.write("/etc/empty", "");
  scratch.write("/usr/bin/tool", "x", 0755);
  EXPECT_EQ(judged(scratch, "ConditionPathExists", "/etc/a"), "yes");
  EXPECT_EQ(judged(scratch, "ConditionPathExists", "!/etc/a"), "no");
  EXPECT_EQ(judged(scratch, "ConditionPathExists", "|!/etc/b"), "yes");
  EXPECT_EQ(judged(scratch, "AssertPathExists", "/etc/b"), "no");
  EXPECT_EQ(judged(scratch, "ConditionPathIsDirectory", "/etc"), "yes");
  EXPECT_EQ(judged(scratch, "ConditionFileNotEmpty", "/etc/empty"), "no");
  EXPECT_EQ(judged(scratch, "ConditionFileIsExecutable", "/usr/bin/tool"), "yes");
  EXPECT_EQ(judged(scratch, "ConditionFileIsExecutable", "/etc/a"), "no");
}

TEST(KnownConditions, WhatOnlyTheBootedSystemHas) {
  const test::Scratch scratch;
  EXPECT_EQ(judged(scratch, "ConditionPathExists", "/run/a"), "not known");
  EXPECT_EQ(judged(scratch, "ConditionPathExists", "/sys/a"), "not known");
  EXPECT_EQ(judged(scratch, "ConditionPathExists", "/etc/%m"), "not known");
  EXPECT_EQ(judged(scratch, "ConditionPathExistsGlob", "/etc/*.x"), "not known");
  EXPECT_EQ(judged(scratch, "ConditionVirtualization", "vm"), "not known");
  EXPECT_EQ(judged(scratch, "ConditionACPower", "true"), "not known");
}

TEST(KnownConditions, TheKernelCommandLine) {
  const test::Scratch scratch;
  EXPECT_EQ(judged(scratch, "ConditionKernelCommandLine", "debug"), "not known");
  EXPECT_EQ(judged(scratch, "ConditionKernelCommandLine", "debug", {"ro quiet"}), "no");
  EXPECT_EQ(judged(scratch, "ConditionKernelCommandLine", "debug", {"ro debug", "debug"}), "yes");
  EXPECT_EQ(judged(scratch, "ConditionKernelCommandLine", "!debug", {"ro debug", "debug"}), "no");
  EXPECT_EQ(judged(scratch, "ConditionKernelCommandLine", "debug", {"ro debug", "ro"}), "not known");
}

}  // namespace
}  // namespace yama::units
