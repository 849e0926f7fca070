// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/command_line.h"

#include <gtest/gtest.h>

#include "support/vectors.h"
#include "sysctl/predict.h"

namespace yama::sysctl {
namespace {

TEST(CommandLineTest, AgreesWithEveryRecordedBoot) {
  const auto& rows = test::test_data("loader_vectors.json").at("kernel_command_line_vectors").at("rows").as_array();
  ASSERT_EQ(rows.size(), 17U);
  constexpr Scope kDebianDefault = Scope::kClassic;
  for (const auto& row : rows) {
    const std::string line(row.at("cmdline").as_string());
    const CommandLineEffect effect = command_line_effect(line, kPtraceScope);
    EXPECT_EQ(effect.yama_disabled, row.at("scope_at_init").is_null()) << line;
    if (!effect.yama_disabled) {
      EXPECT_EQ(number_of(effect.value.value_or(kDebianDefault)), row.at("scope_at_init").as_int64()) << line;
    }
  }
}

TEST(CommandLineTest, NamesTheArgument) {
  const CommandLineEffect set =
      command_line_effect("quiet sysctl.kernel.yama.ptrace_scope=3 sysctl.kernel.yama.ptrace_scope=1 ro", kPtraceScope);
  EXPECT_EQ(set.value, Scope{3});
  EXPECT_EQ(set.argument, "sysctl.kernel.yama.ptrace_scope=3");
  const CommandLineEffect disabled =
      command_line_effect("lsm=landlock,apparmor sysctl.kernel.yama.ptrace_scope=1", kPtraceScope);
  EXPECT_TRUE(disabled.yama_disabled);
  EXPECT_EQ(disabled.lsm, "lsm=landlock,apparmor");
  EXPECT_EQ(disabled.value, std::nullopt);
}

TEST(CommandLineTest, QuotesAndInitArguments) {
  EXPECT_EQ(command_line_effect("sysctl.kernel.yama.ptrace_scope=\"2\"", kPtraceScope).value, Scope{2});
  EXPECT_EQ(command_line_effect("\"sysctl.kernel.yama.ptrace_scope=2\"", kPtraceScope).value, Scope{2});
  EXPECT_EQ(command_line_effect("dyndbg=\"sysctl.kernel.yama.ptrace_scope=2 x\"", kPtraceScope).value, std::nullopt);
  EXPECT_EQ(command_line_effect("-- sysctl.kernel.yama.ptrace_scope=2", kPtraceScope).value, std::nullopt);
  EXPECT_EQ(command_line_effect("\"--\" sysctl.kernel.yama.ptrace_scope=2", kPtraceScope).value, std::nullopt);
  EXPECT_EQ(command_line_effect("\"sysctl.kernel.yama.ptrace_scope=\"2\"\"", kPtraceScope).value, std::nullopt);
  EXPECT_EQ(command_line_effect("lsm=apparmor lsm=yama", kPtraceScope).yama_disabled, false);
}

}  // namespace
}  // namespace yama::sysctl
