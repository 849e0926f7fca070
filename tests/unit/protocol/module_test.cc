// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/module.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::protocol {
namespace {

bool is_call(const std::vector<std::string>& words) {
  return is_module_call(words, [](std::string_view word) { return word == "status" || word == "set"; });
}

TEST(IsModuleCall, UnderANameOfAnsiblesItIsForOneFile) {
  const test::Scratch scratch;
  scratch.write("/broken", "{\"scope\": 1");
  for (const char* name : {"/root/.ansible/tmp/x/AnsiballZ_yama_ptrace", "library/yama_ptrace", "./program",
                           "__yama_ptrace_x86_64", "yama-ptrace/program"}) {
    EXPECT_FALSE(is_call({name})) << name;
    EXPECT_FALSE(is_call({name, "status"})) << name;
    EXPECT_FALSE(is_call({name, "set", "3"})) << name;
    EXPECT_FALSE(is_call({name, "nonsense", "3"})) << name;
    EXPECT_FALSE(is_call({name, "--version"})) << name;
    EXPECT_TRUE(is_call({name, "args"})) << name;
    EXPECT_TRUE(is_call({name, scratch.outside("/broken")})) << name;
    EXPECT_TRUE(is_call({name, "/nonexistent/args"})) << name;
  }
}

TEST(IsModuleCall, UnderTheCommandsNameItIsForAnObjectOfJsonOnly) {
  const test::Scratch scratch;
  scratch.write("/args", " {\"scope\": 1, \"scop\": 1}\n");
  scratch.write("/broken", "{\"scope\": 1");
  scratch.write("/list", "[1]");
  scratch.write("/passwd", "root:x:0:0:root:/root:/bin/bash\n");
  scratch.fifo("/fifo");
  for (const char* name : {"yama-ptrace", "/usr/local/bin/yama-ptrace"}) {
    EXPECT_TRUE(is_call({name, scratch.outside("/args")}));
    EXPECT_FALSE(is_call({name}));
    EXPECT_FALSE(is_call({name, "status"}));
    EXPECT_FALSE(is_call({name, scratch.outside("/args"), "status"}));
    for (const char* file : {"/broken", "/list", "/passwd", "/fifo", "/none", "/"}) {
      EXPECT_FALSE(is_call({name, scratch.outside(file)})) << file;
    }
  }
}

TEST(RunModule, IsConfinedToWhatIsAskedFor) {
  const test::Scratch scratch;
  scratch.write("/args", R"({"scope": 2, "root": ")" + scratch.path() + R"("})");
  static std::string seen;
  run_module(scratch.outside("/args"), {.confine = [](const Request& request) { seen = request.root; }});
  EXPECT_EQ(seen, scratch.path());
}

TEST(RunModule, TellsWhetherItFailed) {
  const test::Scratch scratch;
  scratch.write("/args", R"({"scope": 7})");
  EXPECT_TRUE(run_module(scratch.outside("/args"), {}).failed);
  EXPECT_TRUE(run_module("/nonexistent", {}).failed);
  scratch.write("/right", R"({"scope": 1, "_ansible_check_mode": true, "loader": ["systemd=252"], "root": ")" +
                              scratch.path() + R"("})");
  const ModuleResult result = run_module(scratch.outside("/right"), {});
  EXPECT_FALSE(result.failed) << result.line;
}

}  // namespace
}  // namespace yama::protocol
