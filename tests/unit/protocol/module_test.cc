// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/module.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::protocol {
namespace {

TEST(IsModuleCall, UnderANameOfAnsiblesItAlwaysIs) {
  const test::Scratch scratch;
  scratch.write("/broken", "{\"scope\": 1");
  for (const char* name : {"/root/.ansible/tmp/x/AnsiballZ_yama_ptrace", "library/yama_ptrace", "./program",
                           "__yama_ptrace_x86_64", "yama-ptrace/program"}) {
    EXPECT_TRUE(is_module_call({name})) << name;
    EXPECT_TRUE(is_module_call({name, scratch.outside("/broken")})) << name;
    EXPECT_TRUE(is_module_call({name, "/nonexistent/args"})) << name;
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
    EXPECT_TRUE(is_module_call({name, scratch.outside("/args")}));
    EXPECT_FALSE(is_module_call({name}));
    EXPECT_FALSE(is_module_call({name, "status"}));
    EXPECT_FALSE(is_module_call({name, scratch.outside("/args"), "status"}));
    for (const char* file : {"/broken", "/list", "/passwd", "/fifo", "/none", "/"}) {
      EXPECT_FALSE(is_module_call({name, scratch.outside(file)})) << file;
    }
  }
}

}  // namespace
}  // namespace yama::protocol
