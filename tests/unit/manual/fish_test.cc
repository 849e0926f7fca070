// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <gtest/gtest.h>

#include "manual/completion.h"

namespace yama::manual {
namespace {

// What the shell makes of it is tested with the shell, by the suite install.
TEST(Fish, IsMadeOfTheTables) {
  const std::string text = fish_completion();
  for (
      const char* const part : {
          "\ncomplete -c yama-ptrace -f\n",
          R"(complete -c yama-ptrace -n '__fish_seen_subcommand_from set' -l persist -x -a 'sysctl boot_unit none' -d 'what gives the scope at every boot'
)",
          R"(-a explain -d 'the way of the value from the kernel\'s default to the running system'
)",
          R"( -l root -x -a '(__fish_complete_directories)' )",
          R"( -l sysctl-file -r -F )",
          R"( -s q -l quiet -d )",
      }) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
  }
}

}  // namespace
}  // namespace yama::manual
