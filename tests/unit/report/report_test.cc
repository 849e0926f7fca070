// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/report.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

TEST(DiffOf, ShowsWhatStandsAtAPathBeforeAndAfter) {
  Plan plan;
  plan.edits = {{.path = "/etc/new.conf", .before = Absent{}, .after = Bytes{"key = 1\n"}, .purpose = "made it"},
                {.path = "/etc/link", .before = Link{"/lib/unit"}, .after = Absent{}, .purpose = "removed it"}};
  const std::vector<Diff> diffs = diff_of(plan);
  ASSERT_EQ(diffs.size(), 2U);
  EXPECT_EQ(diffs[0].before_header, "/etc/new.conf (absent)");
  EXPECT_EQ(diffs[0].before, "");
  EXPECT_EQ(diffs[0].after_header, "/etc/new.conf");
  EXPECT_EQ(diffs[0].after, "key = 1\n");
  EXPECT_EQ(diffs[1].before_header, "/etc/link");
  EXPECT_EQ(diffs[1].before, "link to /lib/unit\n");
  EXPECT_EQ(diffs[1].after_header, "/etc/link (absent)");
  EXPECT_EQ(diffs[1].after, "");
}

TEST(DiffOf, ShowsTheRunningKernelsValue) {
  Plan plan;
  plan.runtime.emplace();  // from a value that is not known to 0
  const std::vector<Diff> diffs = diff_of(plan);
  ASSERT_EQ(diffs.size(), 1U);
  EXPECT_EQ(diffs[0].before_header, "/proc/sys/kernel/yama/ptrace_scope");
  EXPECT_EQ(diffs[0].before, "");
  EXPECT_EQ(diffs[0].after, "0\n");
}

TEST(ReportRefusal, KeepsWhatWasSeenAndClaimsNoChange) {
  Status seen;
  seen.image = true;
  const Report report = report_refusal(seen, Error{"no"});
  EXPECT_TRUE(report.failed);
  EXPECT_FALSE(report.changed);
  EXPECT_EQ(report.msg, "no");
  ASSERT_TRUE(report.before && report.after);
  EXPECT_TRUE(report.before->image && report.after->image);
}

}  // namespace
}  // namespace yama
