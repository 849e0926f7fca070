// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_diff.h"

#include <gtest/gtest.h>

namespace yama::cli {
namespace {

std::string diff(const std::string& before, const std::string& after) {
  return show_diff({{.before_header = "a", .before = before, .after_header = "a", .after = after}}, View{});
}

TEST(ShowDiff, IsUnifiedWithThreeLinesOfContext) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a\n+++ a\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(ShowDiff, NewAndRemovedFilesHaveOneSide) {
  EXPECT_EQ(diff("", "1\n2\n"), "--- a\n+++ a\n@@ -0,0 +1,2 @@\n+1\n+2\n");
  EXPECT_EQ(diff("1\n", ""), "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-1\n");
}

TEST(ShowDiff, AMissingLastLineEndIsShown) {
  EXPECT_EQ(diff("1", "1\n2\n"), "--- a\n+++ a\n@@ -1,1 +1,2 @@\n-1\n\\ No newline at end of file\n+1\n+2\n");
}

TEST(ShowDiff, BytesThatAreNoTextAreShown) {
  EXPECT_EQ(diff("\xE9\r\n", "#\xE9\r\n"), "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-\\xe9\\x0d\n+#\\xe9\\x0d\n");
}

}  // namespace
}  // namespace yama::cli
