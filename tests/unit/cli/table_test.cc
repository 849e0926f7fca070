// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/table.h"

#include <gtest/gtest.h>

namespace yama::cli {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(table({{"FILE", "VALUE", "LINE"}, {"/etc/a.conf", "1", "key = 1"}}, View{}),
            "FILE         VALUE  LINE\n"
            "/etc/a.conf  1      key = 1\n");
}

TEST(Table, CharactersAreCountedNotBytes) {
  EXPECT_EQ(table({{"caf\xC3\xA9", "a"}, {"tea", "b"}}, View{}),
            "caf\xC3\xA9  a\n"
            "tea   b\n");
}

TEST(Table, RowsMayEndEarly) {
  EXPECT_EQ(table({{"a"}, {"b", "", "c"}, {}}, View{}),
            "a\n"
            "b    c\n"
            "\n");
}

View terminal(std::size_t columns) {
  View view;
  view.columns = columns;
  return view;
}

TEST(Table, TheWidestCellsAreShortened) {
  const std::vector<Row> rows = {{"a", "/etc/sysctl.d/50-a.conf:1", "kernel.yama.ptrace_scope = 1"}};
  EXPECT_EQ(table(rows, terminal(80)), "a  /etc/sysctl.d/50-a.conf:1  kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(table(rows, terminal(40)), "a  /etc/sy....conf:1  kernel....cope = 1\n");
  View whole = terminal(40);
  whole.shortens = false;
  EXPECT_EQ(table(rows, whole), "a  /etc/sysctl.d/50-a.conf:1  kernel.yama.ptrace_scope = 1\n");
}

TEST(Table, TheLastColumnMayGoBelow) {
  const std::vector<Row> rows = {{"a", "/etc/a.conf:1", "sets 1, then overwritten by another"}, {"b", "c", ""}};
  EXPECT_EQ(table(rows, terminal(30), {.indent = 2, .below = 1}),
            "  a  /etc/a.conf:1\n"
            "       sets 1, then\n"
            "       overwritten by another\n"
            "  b  c\n");
  EXPECT_EQ(table(rows, terminal(80), {.indent = 2, .below = 1}),
            "  a  /etc/a.conf:1  sets 1, then overwritten by another\n"
            "  b  c\n");
}

}  // namespace
}  // namespace yama::cli
