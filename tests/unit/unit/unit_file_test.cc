// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit_file.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

using Words = std::vector<std::string>;
using Settings = std::vector<Setting>;

TEST(SettingsOf, SectionsCommentsAndBlanks) {
  EXPECT_EQ(settings_of("# c\n[Unit]\n\n Description = a b \n;x=y\n[Service]\nExecStart=/bin/true\n"),
            (Settings{{"Unit", "Description", "a b", 4}, {"Service", "ExecStart", "/bin/true", 7}}));
}

TEST(SettingsOf, ContinuedLines) {
  EXPECT_EQ(settings_of("[Service]\nExecStart=/bin/sh \\\n# a comment in between\n  -c x\nUser=a\n"),
            (Settings{{"Service", "ExecStart", "/bin/sh    -c x", 2}, {"Service", "User", "a", 5}}));
}

TEST(SettingsOf, TwoBackslashesContinueNothing) {
  EXPECT_EQ(settings_of("[S]\nA=x\\\\\nB=y\n"), (Settings{{"S", "A", "x\\\\", 2}, {"S", "B", "y", 3}}));
}

TEST(SettingsOf, ByteOrderMarkCarriageReturnsAndNoLastNewline) {
  EXPECT_EQ(settings_of("\xEF\xBB\xBF[S]\r\nA=x\r\nB=y"), (Settings{{"S", "A", "x", 2}, {"S", "B", "y", 3}}));
}

TEST(SettingsOf, KeysKeepTheirCase) {
  EXPECT_EQ(settings_of("[Service]\nExecstart=x\n"), (Settings{{"Service", "Execstart", "x", 2}}));
}

TEST(SettingsOf, NothingOfUse) {
  EXPECT_EQ(settings_of(""), Settings{});
  EXPECT_EQ(settings_of("no equals sign\n[half\n\\"), Settings{});
}

TEST(WordsOf, QuotesAndBackslashes) {
  EXPECT_EQ(words_of("/bin/sh -c \"a b\" 'c d'"), (Words{"/bin/sh", "-c", "a b", "c d"}));
  EXPECT_EQ(words_of("a\"b c\"d"), Words{"ab cd"});
  EXPECT_EQ(words_of("\"it's\" a\\ b \\\""), (Words{"it's", "a b", "\""}));
  EXPECT_EQ(words_of("  \t\n"), Words{});
  EXPECT_EQ(words_of("\"\" x"), (Words{"", "x"}));
  EXPECT_EQ(words_of("\"not closed x"), Words{"not closed x"});
}

}  // namespace
}  // namespace yama::unit
