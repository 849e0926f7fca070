// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/extract_words.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

std::string shown(std::string_view text, Backslash backslash = Backslash::kOrdinary) {
  std::string all;
  for (const ExtractedWord& word : extract_words(text, backslash)) {
    all += std::string(word.whole) + " is (" + word.text + ")\n";
  }
  return all;
}

TEST(ExtractWords, BlanksAndQuotes) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("  \t\r\n"), "");
  EXPECT_EQ(shown("\ta  b\r\nc "), "a is (a)\nb is (b)\nc is (c)\n");
  EXPECT_EQ(shown("a\"b 'c\"'d \"e'"), "a\"b 'c\"'d \"e' is (ab 'cd \"e)\n");
  EXPECT_EQ(shown("\"\" a"), "\"\" is ()\na is (a)\n");
  EXPECT_EQ(shown("a 'b c"), "a is (a)\n'b c is (b c)\n") << "a quote without its end";
}

TEST(ExtractWords, OrdinaryBackslash) {
  EXPECT_EQ(shown("a\\ b\\\" c\""), "a\\ is (a\\)\nb\\\" c\" is (b\\ c)\n");
  EXPECT_EQ(shown("a\\"), "a\\ is (a\\)\n");
}

TEST(ExtractWords, BackslashThatTakesTheNextAsItIs) {
  EXPECT_EQ(shown("a\\ b \\\"c\\\\ 'd\\'e'", Backslash::kTakesNextAsItIs),
            "a\\ b is (a b)\n\\\"c\\\\ is (\"c\\)\n'd\\'e' is (d'e)\n");
  EXPECT_EQ(shown("a\\", Backslash::kTakesNextAsItIs), "a\\ is (a)\n");
}

}  // namespace
}  // namespace yama
