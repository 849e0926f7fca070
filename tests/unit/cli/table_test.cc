// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/table.h"

#include <gtest/gtest.h>

namespace yama::cli {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(table({{"FILE", "VALUE", "LINE"}, {"/etc/a.conf", "1", "key = 1"}}),
            "FILE         VALUE  LINE\n"
            "/etc/a.conf  1      key = 1\n");
}

TEST(Table, CharactersAreCountedNotBytes) {
  EXPECT_EQ(table({{"caf\xC3\xA9", "a"}, {"tea", "b"}}),
            "caf\xC3\xA9  a\n"
            "tea   b\n");
}

TEST(Table, RowsMayEndEarly) {
  EXPECT_EQ(table({{"a"}, {"b", "", "c"}, {}}),
            "a\n"
            "b    c\n"
            "\n");
}

}  // namespace
}  // namespace yama::cli
