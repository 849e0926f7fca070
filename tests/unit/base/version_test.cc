// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/version.h"

#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <regex>

namespace yama {
namespace {

TEST(Version, TheLineNamesVersionCommitAndProcessor) {
  EXPECT_TRUE(std::regex_match(
      version_line(), std::regex{R"(yama-ptrace \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}(\+changes)?|unknown), \w+\)\n)"}))
      << version_line();
}

TEST(Version, TheProcessorIsThatOfThisMachine) {
  utsname machine = {};
  ASSERT_EQ(::uname(&machine), 0);
  EXPECT_EQ(processor(), std::string{machine.machine});
}

}  // namespace
}  // namespace yama
