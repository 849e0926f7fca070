// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/apply.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/scratch.h"

namespace yama {
namespace {

using Texts = std::vector<std::string>;

const std::string kFile = "/etc/sysctl.d/a.conf";

/// A plan that makes a file and then runs a command that writes down what it finds, and one more.
Plan plan_with(const test::Scratch& scratch, const std::string& last, bool again) {
  scratch.directory("/etc/sysctl.d");
  Plan plan;
  plan.edits.push_back({.path = kFile, .before = Absent{}, .after = Bytes{"new\n"}, .purpose = "made a.conf"});
  const std::string look = "cat " + scratch.outside(kFile) + " 2>&- >>" + scratch.outside("/seen") +
                           " || echo none >>" + scratch.outside("/seen");
  plan.commands.push_back({.argv = {"/bin/sh", "-c", look}, .purpose = "looked", .again_when_taken_back = again});
  plan.commands.push_back({.argv = {last}, .purpose = "ended", .on_failure = OnFailure::kFail});
  return plan;
}

TEST(Apply, FilesThenCommands) {
  const test::Scratch scratch;
  const Outcome outcome = apply(scratch.root(), plan_with(scratch, "true", true), false);
  EXPECT_FALSE(outcome.failure);
  EXPECT_EQ(outcome.actions, (Texts{"made a.conf", "looked", "ended"}));
  EXPECT_EQ(scratch.read(kFile), "new\n");
  EXPECT_EQ(scratch.read("/seen"), "new\n");
}

TEST(Apply, WhoReadTheFilesReadsThemAgainWhenTheyAreTakenBack) {
  const test::Scratch scratch;
  const Outcome outcome = apply(scratch.root(), plan_with(scratch, "false", true), false);
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->message, "`false` ended with status 1");
  EXPECT_FALSE(outcome.left_behind);
  EXPECT_EQ(outcome.actions, (Texts{"made a.conf", "looked", "took back: made a.conf", "looked"}));
  EXPECT_EQ(scratch.read(kFile), "(none)");
  EXPECT_EQ(scratch.read("/seen"), "new\nnone\n");
}

TEST(Apply, OtherCommandsAreNotRepeated) {
  const test::Scratch scratch;
  const Outcome outcome = apply(scratch.root(), plan_with(scratch, "false", false), false);
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(scratch.read("/seen"), "new\n");
}

}  // namespace
}  // namespace yama
