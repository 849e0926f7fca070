// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/apply.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "support/child.h"
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

TEST(Apply, WhatWasDoneBeforeAnEditThatStaysStaysToo) {
  const test::Scratch scratch;
  const std::string big(20000, '#');
  scratch.write("/etc/sysctl.d/10-a.conf", big);
  scratch.write("/etc/sysctl.d/20-b.conf", "b\n");
  Plan plan;
  plan.edits.push_back({.path = kFile, .before = Absent{}, .after = Bytes{"new\n"}, .purpose = "made a.conf"});
  plan.edits.push_back({.path = "/etc/sysctl.d/10-a.conf", .before = Bytes{big}, .after = Bytes{""}, .purpose = "a"});
  plan.edits.push_back(
      {.path = "/etc/sysctl.d/20-b.conf", .before = Bytes{"b\n"}, .after = Bytes{big}, .purpose = "b"});
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit full = {.rlim_cur = 10000, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &full);  // neither the last edit nor the way back of the one before fits
  const Outcome outcome = apply(scratch.root(), plan, false);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, SIG_DFL);
  ASSERT_TRUE(outcome.failure);
  EXPECT_TRUE(outcome.left_behind);
  EXPECT_EQ(outcome.actions, (Texts{"made a.conf", "a"}));
  EXPECT_EQ(outcome.warnings,
            Texts{"could not take a change back: cannot write " + scratch.outside("/etc/sysctl.d/10-a.conf") +
                  ": File too large; raise the file size limit (ulimit -f) and run again"});
  EXPECT_EQ(scratch.read(kFile), "new\n") << "no moment of the plan has it gone and 10-a.conf changed";
  EXPECT_EQ(scratch.read("/etc/sysctl.d/20-b.conf"), "b\n");
}

TEST(Apply, OtherCommandsAreNotRepeated) {
  const test::Scratch scratch;
  const Outcome outcome = apply(scratch.root(), plan_with(scratch, "false", false), false);
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(scratch.read("/seen"), "new\n");
}

/// What becomes of a plan of one edit while no fsync(2) works: "failed", "left behind", what the file and the link
/// hold.
std::string without_sync(const test::Scratch& scratch, Edit edit) {
  Plan plan;
  plan.edits.push_back(std::move(edit));
  return test::in_child([&] {
    test::forbid_system_call(SYS_fsync, EIO);
    const Outcome outcome = apply(scratch.root(), plan, false);
    return std::string(outcome.failure ? "failed" : "done") + (outcome.left_behind ? ", left behind" : "");
  });
}

TEST(Apply, AChangeThatIsThereButNotOnTheDiskIsTakenBack) {
  const test::Scratch scratch;
  scratch.directory("/etc/sysctl.d");
  EXPECT_EQ(without_sync(scratch, {.path = kFile, .before = Absent{}, .after = Link{"/x"}, .purpose = "linked"}),
            "failed");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "");
}

TEST(Apply, ARemovalThatIsNotOnTheDiskIsTakenBack) {
  const test::Scratch scratch;
  scratch.write(kFile, "old\n");
  EXPECT_EQ(without_sync(scratch, {.path = kFile, .before = Bytes{"old\n"}, .after = Absent{}, .purpose = "removed"}),
            "failed");
  EXPECT_EQ(scratch.read(kFile), "old\n");
}

}  // namespace
}  // namespace yama
