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

TEST(ConfigText, Expansion) {
  const Variables variables = {{"a", "1"}, {"long_name", "x y"}};
  EXPECT_EQ(expand("$a ${long_name}.$b$", variables), "1 x y.");
  EXPECT_EQ(expand("${a", variables), "1");
  EXPECT_EQ(expand("", variables), "");
}

std::string value_of(std::string_view script, const std::string& name = "A") {
  Variables variables = {{"X", "x"}};
  shell_assignments(script, variables);
  const auto found = variables.find(name);
  return found == variables.end() ? "(none)" : found->second;
}

TEST(ShellAssignments, Words) {
  EXPECT_EQ(value_of("A=b c"), "b");
  EXPECT_EQ(value_of("A=\"b c\"\n"), "b c");
  EXPECT_EQ(value_of("A='$X \\'\n"), "$X \\");
  EXPECT_EQ(value_of("A=\"$X ${X}y \\$X\"\n"), "x xy $X");
  EXPECT_EQ(value_of("A=b\"c\"'d'\n"), "bcd");
  EXPECT_EQ(value_of("A='b'\\''c'\n"), "b'c");
  EXPECT_EQ(value_of("A=b\\c\n"), "bc");
  EXPECT_EQ(value_of("A=\"b\\c\\\"\\\\\"\n"), "b\\c\"\\") << "in quotes a backslash is one, mostly";
  EXPECT_EQ(value_of("A=b\\\nc\n"), "bc");
  EXPECT_EQ(value_of("A=\"b \\\n c\"\n"), "b  c");
  EXPECT_EQ(value_of("A=\"b\nc\"\n"), "b\nc");
  EXPECT_EQ(value_of("  export A=b;B=c\n"), "b");
  EXPECT_EQ(value_of("A=1\nA=\"$A 2\"\n"), "1 2");
  EXPECT_EQ(value_of("# A=b\nif A=; then\n"), "(none)");
  EXPECT_EQ(value_of("A = b\nAB=c\n"), "(none)");
  EXPECT_EQ(value_of("A=\"unfinished"), "unfinished");
}

TEST(ShellAssignments, LinesAfterAValueOfSeveralLines) {
  Variables variables;
  const auto assignments = shell_assignments("\nA=\"b\nc\"\nB=d\n", variables);
  ASSERT_EQ(assignments.size(), 2U);
  EXPECT_EQ(assignments[0].line, 2U);
  EXPECT_EQ(assignments[1].line, 4U);
}

TEST(TakeShellWord, OnlyVariablesOutsideQuotesSplit) {
  const Variables variables = {{"X", "a b"}};
  std::string_view text = "1$X\"$X\"'$X'2;rest";
  std::string shown;
  for (const WordPart& part : take_shell_word(text, variables)) {
    shown += "[" + part.text + (part.splits ? "|splits]" : "]");
  }
  EXPECT_EQ(shown, "[1][a b|splits][a b$X2]");
  EXPECT_EQ(text, ";rest");
}

TEST(ConfigText, ShellValue) {
  EXPECT_EQ(shell_value("A=/x\n", "A"), "/x");
  EXPECT_EQ(shell_value("A=\"/x y\"", "A"), "/x y");
  EXPECT_EQ(shell_value("A='/x'\\\n", "A"), "/x");
  EXPECT_EQ(shell_value("B=/x\nA=$B/y\n", "A"), "/x/y");
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
