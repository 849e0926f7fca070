// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit_scripts.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

std::string scripts(std::string_view command) {
  std::string text;
  for (const NamedScript& script : scripts_of(command)) {
    text += (text.empty() ? "" : " ") + script.path +
            (script.interpreter.empty() ? "" : "(" + script.interpreter + ")") + (script.alone ? "" : "?");
  }
  return text;
}

TEST(ScriptsOf, TheProgramItself) {
  EXPECT_EQ(scripts("/usr/local/sbin/tune start"), "/usr/local/sbin/tune");
  EXPECT_EQ(scripts("-+/usr/local/sbin/tune"), "/usr/local/sbin/tune");
  EXPECT_EQ(scripts("@/usr/local/sbin/tune named /x"), "/usr/local/sbin/tune");
  EXPECT_EQ(scripts("tune"), "tune");
  EXPECT_EQ(scripts("/a ; /b"), "/a /b");
}

TEST(ScriptsOf, WhatAnInterpreterIsGiven) {
  EXPECT_EQ(scripts("/bin/bash -e /opt/tune"), "/opt/tune(bash)");
  EXPECT_EQ(scripts("/usr/bin/env python3 -u /opt/tune.py /x"), "/opt/tune.py(python3)");
  EXPECT_EQ(scripts("/usr/bin/nice -n 5 /opt/tune"), "/opt/tune?");
}

TEST(ScriptsOf, ProgramsOfAShellsText) {
  EXPECT_EQ(scripts("/bin/sh -c /opt/tune"), "/opt/tune");
  EXPECT_EQ(scripts("/bin/sh -c 'exec /opt/tune --now'"), "/opt/tune");
  EXPECT_EQ(scripts("/bin/sh -c '/opt/check && /opt/tune'"), "/opt/check? /opt/tune?");
  EXPECT_EQ(scripts("/bin/sh -c 'echo hello'"), "");
}

TEST(ScriptsOf, NothingThatCanBeNamed) {
  EXPECT_EQ(scripts(""), "");
  EXPECT_EQ(scripts("-"), "");
  EXPECT_EQ(scripts("$PROGRAM /x"), "");
}

}  // namespace
}  // namespace yama::unit
