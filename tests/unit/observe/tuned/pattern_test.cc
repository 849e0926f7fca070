// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/pattern.h"

#include <gtest/gtest.h>

namespace yama::tuned {
namespace {

constexpr std::string_view kKey = "kernel.yama.ptrace_scope";

TEST(TunedPattern, MatchesAsPythonsFnmatch) {
  EXPECT_TRUE(matches_pattern(kKey, "kernel.yama.ptrace_scope"));
  EXPECT_TRUE(matches_pattern(kKey, "kernel.*"));
  EXPECT_TRUE(matches_pattern(kKey, "*"));
  EXPECT_TRUE(matches_pattern(kKey, "k*y*a*e"));
  EXPECT_TRUE(matches_pattern(kKey, "kernel?yama?ptrace_scope"));
  EXPECT_TRUE(matches_pattern(kKey, "kernel.[a-z]ama.[!a]*"));
  EXPECT_TRUE(matches_pattern("a]b", "a[]]b"));
  EXPECT_TRUE(matches_pattern("a[b", "a[b")) << "a set without an end is itself";
  EXPECT_TRUE(matches_pattern("a/b", "a*b"));
}

TEST(TunedPattern, AndNothingElse) {
  EXPECT_FALSE(matches_pattern(kKey, ""));
  EXPECT_FALSE(matches_pattern(kKey, "kernel.yama"));
  EXPECT_FALSE(matches_pattern(kKey, "kernel.[!y]ama.*"));
  EXPECT_FALSE(matches_pattern(kKey, "kernel.[z-a]ama.*"));
  EXPECT_FALSE(matches_pattern(kKey, "*.ptrace_scope?"));
  EXPECT_FALSE(matches_pattern("a", "[^a]b"));
}

}  // namespace
}  // namespace yama::tuned
