// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <gtest/gtest.h>

#include "manual/completion.h"

namespace yama::manual {
namespace {

// What the shell makes of it is tested with the shell, by the suite install.
TEST(Zsh, IsMadeOfTheTables) {
  const std::string text = zsh_completion();
  for (const char* const part : {
           "#compdef yama-ptrace\n",
           R"(  'explain:the way of the value from the kernel'\''s default to the running system'
)",
           R"(      '--persist=[what gives the scope at every boot]:value:(sysctl boot_unit none)' \
)",
           R"(      '--backup[keep a copy of every file that changes]' \
)",
           R"(      '(-q --quiet)'{-q,--quiet}'[say nothing but errors\: the exit status tells]' \
)",
           R"(folder instead of this host]:folder:_files -/' \
)",
           R"(      ':scope:(0 1 2 3 classic restricted admin-only no-attach)' \
)",
           R"(      '*--loader=[predict)",
       }) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
  }
}

}  // namespace
}  // namespace yama::manual
