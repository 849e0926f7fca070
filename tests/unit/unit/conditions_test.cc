// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/conditions.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

using Known = std::map<std::string, bool, std::less<>>;

/// "holds", "does not hold" or "perhaps", and the skip word.
std::string judged(std::string_view text, const Known& known = {}) {
  Unit unit;
  unit.bytes = "[Unit]\n" + std::string(text);
  const Conditions conditions = conditions_of(UnitSettings(unit), known);
  const std::string result = !conditions.hold ? "does not hold" : conditions.understood ? "holds" : "perhaps";
  return result + (conditions.unless.empty() ? "" : " unless " + conditions.unless);
}

TEST(Conditions, AllMustHold) {
  const Known known = {{"ConditionPathExists=/a", true}, {"AssertPathExists=/b", false}};
  EXPECT_EQ(judged(""), "holds");
  EXPECT_EQ(judged("ConditionPathExists=/a\n", known), "holds");
  EXPECT_EQ(judged("ConditionPathExists=/a\nConditionVirtualization=vm\n", known), "perhaps");
  EXPECT_EQ(judged("ConditionPathExists=/a\nAssertPathExists=/b\n", known), "does not hold");
}

TEST(Conditions, ThoseThatHoldOnEveryHostButAContainer) {
  EXPECT_EQ(judged("ConditionPathIsReadWrite=/proc/sys/net/\n"), "holds");
  EXPECT_EQ(judged("ConditionPathIsReadWrite=/proc/sys/\n"), "holds") << "systemd 219";
  EXPECT_EQ(judged("ConditionPathIsReadWrite=/usr\n"), "perhaps");
}

TEST(Conditions, OfEachKernel) {
  Unit unit;
  unit.bytes = "[Unit]\nConditionPathExists=/boot/x-%v\n";
  unit.conditions = {{"ConditionPathExists=/boot/x-1", true}, {"ConditionPathExists=/boot/x-2", false}};
  const auto judge = [&unit](std::vector<std::string> kernels) {
    unit.kernels = std::move(kernels);
    const Conditions conditions = conditions_of(UnitSettings(unit), unit);
    return !conditions.hold ? "does not hold" : conditions.understood ? "holds" : "perhaps";
  };
  EXPECT_EQ(judge({"1"}), std::string("holds"));
  EXPECT_EQ(judge({"2"}), std::string("does not hold"));
  EXPECT_EQ(judge({"1", "2"}), std::string("holds")) << "its writes say that it may do nothing";
  EXPECT_EQ(judge({"1", "3"}), std::string("perhaps"));
  EXPECT_EQ(judge({}), std::string("perhaps"));
}

TEST(Conditions, OneOfTheTriggersMustHold) {
  const Known known = {{"ConditionPathExists=|/a", true}, {"ConditionPathExists=|/b", false}};
  EXPECT_EQ(judged("ConditionPathExists=|/a\nConditionPathExists=|/b\n", known), "holds");
  EXPECT_EQ(judged("ConditionPathExists=|/b\n", known), "does not hold");
  EXPECT_EQ(judged("ConditionPathExists=|/b\nConditionPathExists=|/c\n", known), "perhaps");
}

TEST(Conditions, AnEmptyOneTakesBackThoseOfItsKind) {
  EXPECT_EQ(judged("ConditionPathExists=/a\nConditionUser=\n"), "holds");
  EXPECT_EQ(judged("AssertPathExists=/a\nConditionUser=\n"), "perhaps");
}

TEST(Conditions, AWordOfTheKernelCommandLine) {
  EXPECT_EQ(judged("ConditionKernelCommandLine=!maintenance\n"), "holds unless maintenance");
  EXPECT_EQ(judged("ConditionKernelCommandLine=!a\nConditionKernelCommandLine=!b\n"), "perhaps unless a");
  EXPECT_EQ(judged("ConditionKernelCommandLine=a\n"), "perhaps");
}

}  // namespace
}  // namespace yama::unit
