// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/impact.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

TEST(UsesLost, FromOneScopeToAnother) {
  EXPECT_EQ(uses_lost(3, 3), "");
  EXPECT_EQ(uses_lost(0, 0), "");
  EXPECT_EQ(uses_lost(0, 1),
            "attaching gdb, strace, gcore or eu-stack to a running process (unless root does it), reading another "
            "process's /proc/PID/mem (unless root does it)");
  EXPECT_EQ(uses_lost(1, 2),
            "starting a program under gdb, strace or ltrace (unless root does it), crash handlers that attach to a "
            "process with its consent (PR_SET_PTRACER) (unless root does it)");
}

TEST(Describe, NamesAreKeptInOneLine) {
  EXPECT_EQ(
      describe({.process = 5, .task = 6, .name = "a\nb\x1b[0m", .tracer = 4, .tracer_name = {}, .tracer_exe = {}}),
      "process 5 task 6 (a?b\\x1b[0m) is traced by 4 (name unknown)");
}

}  // namespace
}  // namespace yama
