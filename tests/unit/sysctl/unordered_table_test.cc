// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// systemd before 232 keeps options in a table without an order: which of two spellings is written last is not known.

#include <gtest/gtest.h>

#include <string>

#include "support/file_system.h"
#include "sysctl/predict.h"

namespace yama::sysctl {
namespace {

Prediction run(const std::string& first, const std::string& second) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/a.conf", first);
  files.file("/etc/sysctl.d/b.conf", second);
  return predict(behaviours_of(Loader::kSystemd, "219").front(), files.tree(), kPtraceScope);
}

TEST(UnorderedTable, AnOptionThatReplacesAnotherIsNoDoubt) {
  const Prediction left = run("kernel.yama.ptrace_scope = 1\n", "kernel.yama.ptrace_scope = 2\n");
  EXPECT_EQ(left.value, Scope{2});
  EXPECT_FALSE(left.uncertain);
}

TEST(UnorderedTable, TwoSpellingsOfTwoValuesAreADoubt) {
  EXPECT_TRUE(run("kernel.yama.ptrace_scope = 1\n", "kernel//yama/ptrace_scope = 2\n").uncertain);
  EXPECT_FALSE(run("kernel.yama.ptrace_scope = 2\n", "kernel//yama/ptrace_scope = 2\n").uncertain);
}

}  // namespace
}  // namespace yama::sysctl
