// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/config_text.h"

#include <gtest/gtest.h>

#include <string>

namespace yama::config {
namespace {

TEST(ConfigText, LinesThatSaySomething) {
  std::string text;
  for (const Line& line : lines_of("a\n\n  # b\n;c\n\t d e \r\nlast")) {
    text += std::to_string(line.number) + "(" + std::string(line.text) + ")";
  }
  EXPECT_EQ(text, "1(a)5(d e)6(last)");
  EXPECT_TRUE(lines_of("").empty());
}

TEST(ConfigText, WordAndRest) {
  EXPECT_EQ(split_word("linux\t/vmlinuz  a b").word, "linux");
  EXPECT_EQ(split_word("linux\t/vmlinuz  a b").rest, "/vmlinuz  a b");
  EXPECT_EQ(split_word("blscfg").rest, "");
  EXPECT_EQ(split_word("").word, "");
}

TEST(ConfigText, Items) {
  std::string text;
  for (const Item& item : items_of("x=0\n[A]\na = b = c \nnothing\n[B]\n=d\n")) {
    text += std::to_string(item.line) + "[" + std::string(item.section) + "]" + std::string(item.key) + ":" +
            std::string(item.value) + " ";
  }
  EXPECT_EQ(text, "1[]x:0 3[A]a:b = c 6[B]:d ");
}

TEST(ConfigText, ShellValue) {
  EXPECT_EQ(shell_value("A=/x\n", "A"), "/x");
  EXPECT_EQ(shell_value("A=\"/x y\"", "A"), "/x y");
  EXPECT_EQ(shell_value("A='/x'\\\n", "A"), "/x\\");
  EXPECT_EQ(shell_value("A=/x # why\n", "A"), "/x");
  EXPECT_EQ(shell_value("A=/x;B=/y\n", "A"), "/x");
  EXPECT_EQ(shell_value("  export A=/x\r\n", "A"), "/x");
  EXPECT_EQ(shell_value("A=/x\nA=/y\n", "A"), "/y");
  EXPECT_EQ(shell_value("A=/x\nA=\n", "A"), "");
  EXPECT_EQ(shell_value("#A=/x\nAB=/y\nBA=/z\n", "A"), "");
  EXPECT_EQ(shell_value("A = /x\n", "A"), "");
  EXPECT_EQ(shell_value("", "A"), "");
}

}  // namespace
}  // namespace yama::config
