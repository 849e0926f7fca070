// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/view.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "support/child.h"

namespace yama::cli {
namespace {

/// The columns of an output in a process with this variable, on a terminal that says so many, or on none.
std::string columns(bool terminal, unsigned short says, const char* variable) {
  return test::in_child([=] {
    int ends[2] = {-1, -1};
    winsize size = {.ws_row = 24, .ws_col = says, .ws_xpixel = 0, .ws_ypixel = 0};
    if ((terminal ? ::openpty(&ends[0], &ends[1], nullptr, nullptr, &size) : ::pipe(ends)) != 0) {
      return std::string{"no output"};
    }
    ::setenv("COLUMNS", variable, 1);  // NOLINT(concurrency-mt-unsafe): a process of its own
    return std::to_string(View::for_output(ends[1]).columns);
  });
}

TEST(View, TheTerminalTellsItsColumns) {
  EXPECT_EQ(columns(true, 132, "100"), "132");
  EXPECT_EQ(columns(true, 0, "100"), "100");
  EXPECT_EQ(columns(true, 0, ""), "80");
  EXPECT_EQ(columns(true, 0, "100x"), "80");
  EXPECT_EQ(columns(true, 3, ""), "40");
  EXPECT_EQ(columns(false, 0, "100"), "0") << "a file has none";
}

TEST(View, SentencesFitTheTerminal) {
  View view;
  EXPECT_EQ(view.sentence("  - ", "one two three"), "  - one two three\n");
  view.columns = 11;
  EXPECT_EQ(view.sentence("  - ", "one two /etc/sysctl.d"), "  - one two\n    /e....d\n");
  view.shortens = false;
  EXPECT_EQ(view.sentence("  - ", "one two /etc/sysctl.d"), "  - one two\n    /etc/sysctl.d\n");
}

}  // namespace
}  // namespace yama::cli
