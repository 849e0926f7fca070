// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/colour.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <cstdlib>

#include "support/child.h"

namespace yama::cli {
namespace {

TEST(Colour, PaintsOrLeavesTextAlone) {
  EXPECT_EQ(Palette(true).paint(Style::kBad, "x"), "\033[31mx\033[0m");
  EXPECT_EQ(Palette(true).paint(Style::kPlain, "x"), "x");
  EXPECT_EQ(Palette(true).paint(Style::kBad, ""), "");
  EXPECT_EQ(Palette(false).paint(Style::kBad, "x"), "x");
}

/// What an output is painted like, in a process with these variables.
std::string painted(bool terminal, const char* term, const char* no_color) {
  return test::in_child([=] {
    int ends[2] = {-1, -1};
    if ((terminal ? ::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr) : ::pipe(ends)) != 0) {
      return std::string{"no output"};
    }
    ::setenv("TERM", term, 1);          // NOLINT(concurrency-mt-unsafe): a process of its own
    ::setenv("NO_COLOR", no_color, 1);  // NOLINT(concurrency-mt-unsafe)
    return Palette::for_output(ends[1]).paint(Style::kTitle, "x");
  });
}

TEST(Colour, OnlyOnATerminalThatWantsIt) {
  EXPECT_EQ(painted(true, "xterm", ""), "\033[1mx\033[0m");
  EXPECT_EQ(painted(true, "xterm", "1"), "x");
  EXPECT_EQ(painted(true, "dumb", ""), "x");
  EXPECT_EQ(painted(true, "", ""), "x");
  EXPECT_EQ(painted(false, "xterm", ""), "x");
}

}  // namespace
}  // namespace yama::cli
