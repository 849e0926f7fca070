// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <gtest/gtest.h>

#include "manual/completion.h"

namespace yama::manual {
namespace {

// What the shell makes of it is tested with the shell, by the suite install.
TEST(Bash, IsMadeOfTheTables) {
  const std::string text = bash_completion();
  for (const char* const part : {
           R"(        --persist)
            offer='sysctl boot_unit none'
            ;;
)",
           R"(        --root)
            paths=-d
            ;;
)",
           R"(        --sysctl-file)
            paths=-f
            ;;
)",
           R"(        reload:*)
            offer+=' --probe --check --diff --json --quiet -q --verbose -v --help -h --version -V'
            ;;
)",
           R"(        set::[!-]* | set::)
            offer+=' 0 1 2 3 classic restricted admin-only no-attach'
            ;;
)",
           "\ncomplete -F _yama_ptrace yama-ptrace\n",
       }) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
  }
}

}  // namespace
}  // namespace yama::manual
