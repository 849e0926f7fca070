// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/text.h"

#include <gtest/gtest.h>

#include <array>

namespace yama {
namespace {

TEST(Printable, KeepsTextAndShowsEveryOtherByte) {
  EXPECT_EQ(printable("kernel.yama.ptrace_scope = 1\n"), "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(printable("caf\xC3\xA9\t\xE2\x82\xAC"), "caf\xC3\xA9\t\xE2\x82\xAC");
  EXPECT_EQ(printable("caf\xE9"), "caf\\xe9");
  EXPECT_EQ(printable(std::string_view{"a\0b\r\n", 5}), "a\\x00b\\x0d\n");
  EXPECT_EQ(printable("\x1B[31m"), "\\x1b[31m");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xc2\\x9b");  // a control character of one code point (U+009B)
}

TEST(Printable, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(printable("\xC0\xAF"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  EXPECT_EQ(printable("\xE2\x82"), "\\xe2\\x82");                    // cut off
  EXPECT_EQ(printable("\xF0\x9F\x94\x92"), "\xF0\x9F\x94\x92");
}

TEST(Nearest, FindsSlipsOfTheKeyboardOnly) {
  constexpr std::array<std::string_view, 3> kWords = {"scope", "state", "minimum"};
  EXPECT_EQ(nearest("scop", kWords), "scope");
  EXPECT_EQ(nearest("sate", kWords), "state");
  EXPECT_EQ(nearest("minumum", kWords), "minimum");
  EXPECT_EQ(nearest("filename", kWords), "");
  EXPECT_EQ(nearest(std::string(100000, 'x'), kWords), "");
}

TEST(Join, PutsTheSeparatorBetween) {
  EXPECT_EQ(join({}), "");
  EXPECT_EQ(join({"a"}), "a");
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
}

TEST(IsUtf8, FromEndToEnd) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("a\0\xC3\xA9\xF0\x9F\x98\x80", 8)));
  EXPECT_FALSE(is_utf8("a\xC3"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80")) << "a surrogate";
}

}  // namespace
}  // namespace yama
