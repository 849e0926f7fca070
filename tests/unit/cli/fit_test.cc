// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/fit.h"

#include <gtest/gtest.h>

namespace yama::cli {
namespace {

TEST(Fit, WidthIsCountedInColumns) {
  EXPECT_EQ(width_of(""), 0U);
  EXPECT_EQ(width_of("abc"), 3U);
  EXPECT_EQ(width_of("caf\xC3\xA9"), 4U);
  EXPECT_EQ(width_of("cafe\xCC\x81"), 4U) << "an accent that joins the letter before it";
  EXPECT_EQ(width_of("\xE8\xA8\xAD\xE5\xAE\x9A"), 4U) << "two wide characters";
  EXPECT_EQ(width_of("\xF0\x9F\x94\x92"), 2U) << "a picture";
}

TEST(Fit, NothingLeavesItsLine) { EXPECT_EQ(one_line("a\tb\nc\x1b[31m\xff"), "a b\\x0ac\\x1b[31m\\xff"); }

TEST(Fit, TheMiddleIsLost) {
  EXPECT_EQ(shortened("/etc/sysctl.d/50-a.conf:1", 25), "/etc/sysctl.d/50-a.conf:1");
  EXPECT_EQ(shortened("/etc/sysctl.d/50-a.conf:1", 24), "/etc/sysct...50-a.conf:1");
  EXPECT_EQ(shortened("/etc/sysctl.d/50-a.conf:1", 3), "...");
  EXPECT_EQ(shortened("abcdef", 0), "...") << "never less than that";
  EXPECT_EQ(shortened("\xE8\xA8\xAD\xE5\xAE\x9A\xE8\xA8\xAD\xE5\xAE\x9A", 7), "\xE8\xA8\xAD...\xE5\xAE\x9A");
}

TEST(Fit, WordsAreWrapped) {
  EXPECT_EQ(wrapped(words_of("  one two  three "), 0, 0, 80), "one two three");
  EXPECT_EQ(wrapped(words_of("one two three"), 2, 2, 9), "one two\n  three");
  EXPECT_EQ(wrapped(words_of("a-word-that-fits-nowhere b"), 0, 2, 9), "a-word-that-fits-nowhere\n  b");
}

}  // namespace
}  // namespace yama::cli
