// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/kernel_command_line.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

std::string shown(const std::vector<KernelArgument>& arguments) {
  std::string all;
  for (const KernelArgument& argument : arguments) {
    all += "[" + argument.name + (argument.value ? "|" + *argument.value : "") + "]";
  }
  return all;
}

std::string kernel(std::string_view line) { return shown(split_as_kernel(line)); }
std::string systemd(std::string_view line) { return shown(split_as_systemd(line)); }

TEST(KernelCommandLine, PlainArgumentsAreTheSameToBoth) {
  for (const auto& split : {kernel, systemd}) {
    EXPECT_EQ(split(""), "");
    EXPECT_EQ(split("  \n"), "");
    EXPECT_EQ(split("ro  root=/dev/a\tlsm= a=b=c\n"), "[ro][root|/dev/a][lsm|][a|b=c]");
    EXPECT_EQ(split("a=\"b c\" \"d=e f\" \"g h\""), "[a|b c][d|e f][g h]");
  }
}

TEST(KernelCommandLine, TheKernelsOwnRules) {
  EXPECT_EQ(kernel("a='b c'"), "[a|'b][c']");
  EXPECT_EQ(kernel("a\"b=c\" d"), "[a\"b|c\"][d]") << "only quotes around the whole or the value are taken off";
  EXPECT_EQ(kernel("\"a=\"b\"\""), "[a|b\"]") << "one quote at the end";
  EXPECT_EQ(kernel("a=\\\"b c\\\""), "[a|\\\"b c\\\"]") << "a backslash escapes no quote";
  EXPECT_EQ(kernel("a=\" \" \" "), "[a| ][ ]");
  EXPECT_EQ(kernel("=a=b \"=\" =\""), "[=a|b][=][=\"]");
  EXPECT_EQ(kernel("a\vb\fc\xA0"
                   "d"),
            "[a][b][c][d]");
  EXPECT_EQ(kernel("a -- b"), "[a]");
  EXPECT_EQ(kernel("a \"--\" b"), "[a]");
  EXPECT_EQ(kernel("a --=b c"), "[a][--|b][c]");
}

TEST(KernelCommandLine, SystemdsOwnRules) {
  EXPECT_EQ(systemd("a='b c' x\"y=\"z"), "[a|b c][xy|z]");
  EXPECT_EQ(systemd("a -- \"--\" b"), "[a][--][--][b]");
  EXPECT_EQ(systemd("=a \"\""), "[|a][]");
  EXPECT_EQ(systemd("a=\\\"b c\\\""), "[a|\\b c\\]");
  EXPECT_EQ(systemd("a\vb"), "[a\vb]");
}

TEST(KernelCommandLine, ArgumentsKnowHowTheyStand) {
  EXPECT_EQ(split_as_kernel("a \"b=c d\"").at(1).whole, "\"b=c d\"");
  EXPECT_EQ(split_as_systemd("a b='c d' ").at(1).whole, "b='c d'");
}

}  // namespace
}  // namespace yama
