// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/script_effect.h"

#include <gtest/gtest.h>

#include <string>

#include "support/effects.h"

namespace yama::unit {
namespace {

using namespace std::string_view_literals;

/// "0 at 2: echo 0 > ...", "nothing".
std::string effect(std::string_view script) {
  const ScriptEffect found = read_script(script);
  return test::shown(found.effect) + (found.line == 0 ? "" : " at " + std::to_string(found.line));
}

TEST(ScriptEffect, PlainCommands) {
  EXPECT_EQ(effect("#!/bin/sh\necho 0 > /proc/sys/kernel/yama/ptrace_scope\n"), "0 at 2");
  EXPECT_EQ(effect("#!/bin/sh -e\n# comment\n\nsysctl -w kernel.yama.ptrace_scope=2 >/dev/null 2>&1\nexit 0\n"),
            "2 at 4");
  EXPECT_EQ(effect("printf '1\\n' >/proc/sys/kernel/yama/ptrace_scope"), "1 at 1");
  EXPECT_EQ(effect("printf '%s\\n' 1 >/proc/sys/kernel/yama/ptrace_scope"), "1 at 1");
  EXPECT_EQ(effect("echo 2 | sudo tee /proc/sys/kernel/yama/ptrace_scope >/dev/null"), "2 at 1");
  EXPECT_EQ(effect("sudo sysctl -qw \\\n  kernel.yama.ptrace_scope=1"), "1 at 1");
  EXPECT_EQ(effect("sysctl kernel.yama.ptrace_scope=3\nsysctl kernel.yama.ptrace_scope=0\n"), "3 at 1");
  EXPECT_EQ(effect("sh -c 'sysctl kernel.yama.ptrace_scope=1'"), "1 at 1");
  EXPECT_EQ(effect("(cd / && exec sysctl kernel.yama.ptrace_scope=1)"), "perhaps at 1") << "cd may fail";
  EXPECT_EQ(effect("{ sysctl -q kernel.yama.ptrace_scope=1; }\r\n"), "1 at 1");
}

TEST(ScriptEffect, Loads) {
  EXPECT_EQ(effect("sysctl --system\n"), "loads all at 1");
  EXPECT_EQ(effect("sysctl -p /etc/a.conf\nsysctl -q -p /etc/b.conf\n"), "loads /etc/a.conf /etc/b.conf at 2");
  EXPECT_EQ(effect("if true; then\nsysctl --system\nfi\n"), "may load all at 2");
  EXPECT_EQ(effect("sysctl -p /etc/a.conf\nsysctl kernel.yama.ptrace_scope=1\n"), "perhaps at 2");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl --prefix=/kernel\n"), "perhaps at 1");
  EXPECT_EQ(effect("timeout 9 sysctl -p /etc/a.conf\n"), "may load /etc/a.conf at 1");
  EXPECT_EQ(effect("ls /etc/x | xargs sysctl -p\n"), "perhaps at 1");
  EXPECT_EQ(effect("command -v sysctl\n"), "nothing");
}

TEST(ScriptEffect, WhatMayNotRun) {
  EXPECT_EQ(effect("if [ -e /x ]; then\n  sysctl -w kernel.yama.ptrace_scope=0\nfi\n"), "perhaps at 2");
  EXPECT_EQ(effect("case \"$1\" in\nstart) echo 0 > /proc/sys/kernel/yama/ptrace_scope ;;\nesac\n"), "perhaps at 2");
  EXPECT_EQ(effect("f() {\n  sysctl -w kernel.yama.ptrace_scope=0\n}\nf\n"), "perhaps at 2");
  EXPECT_EQ(effect("[ -x /x ] && sysctl -w kernel.yama.ptrace_scope=0"), "perhaps at 1");
  EXPECT_EQ(effect("mount /x || sysctl -w kernel.yama.ptrace_scope=0"), "perhaps at 1");
  EXPECT_EQ(effect("exit 0\nsysctl -w kernel.yama.ptrace_scope=0\n"), "nothing");
  EXPECT_EQ(effect("if x; then exit 0; fi\nsysctl -w kernel.yama.ptrace_scope=0\n"), "perhaps at 2");
  EXPECT_EQ(effect("#!/bin/sh -e\nmount /x\nsysctl -w kernel.yama.ptrace_scope=0\n"), "perhaps at 3");
  EXPECT_EQ(effect("set -eu\nmount /x\nsysctl -w kernel.yama.ptrace_scope=0\n"), "perhaps at 3");
  EXPECT_EQ(effect("#!/bin/sh\nmount /x\nsysctl -w kernel.yama.ptrace_scope=0\n"), "0 at 3");
  EXPECT_EQ(effect("sysctl -w kernel.yama.ptrace_scope=0\nfi\n"), "perhaps at 1") << "not understood";
  EXPECT_EQ(effect("echo 'x\nsysctl -w kernel.yama.ptrace_scope=0\n"), "nothing") << "inside quotes";
}

TEST(ScriptEffect, WhatIsNotKnown) {
  EXPECT_EQ(effect("K=kernel.yama.ptrace_scope\nsysctl -w $K=0\n"), "perhaps at 1");
  EXPECT_EQ(effect("sysctl -w kernel.yama.ptrace_scope=$V\n"), "perhaps at 1");
  EXPECT_EQ(effect("echo \"$V\" > /proc/sys/kernel/yama/ptrace_scope\n"), "perhaps at 1");
  EXPECT_EQ(effect("cat <<EOF | sysctl -p -\nkernel.yama.ptrace_scope=0\nEOF\n"), "perhaps at 1");
  EXPECT_EQ(effect("cat > /etc/sysctl.d/x.conf <<EOF\nkernel.yama.ptrace_scope=0\nEOF\n"), "perhaps at 1");
  EXPECT_EQ(effect("cd /proc/sys/kernel/yama; echo 0 > ptrace_scope\n"), "perhaps at 1");
  EXPECT_EQ(effect("x=$(sysctl -w kernel.yama.ptrace_scope=0)\n"), "perhaps at 1");
  EXPECT_EQ(effect("#!/usr/bin/python3\n# ptrace_scope\nopen('/proc/sys/kernel/yama/ptrace_scope','w').write('0')\n"),
            "perhaps at 3");
  EXPECT_EQ(effect("#!/usr/bin/perl\nsystem('sysctl --system');\n"), "perhaps at 2");
}

TEST(ScriptEffect, WhatOnlyReads) {
  EXPECT_EQ(effect("cat /proc/sys/kernel/yama/ptrace_scope\n"), "nothing");
  EXPECT_EQ(effect("if [ \"$(cat /proc/sys/kernel/yama/ptrace_scope)\" = 1 ]; then echo ptrace_scope is 1; fi\n"),
            "nothing");
  EXPECT_EQ(effect("sysctl -n kernel.yama.ptrace_scope\n# sysctl kernel.yama.ptrace_scope=0\n"), "nothing");
  EXPECT_EQ(effect("cat <<EOF\nset ptrace_scope to 0\nEOF\n"), "nothing");
  EXPECT_EQ(effect("sysctl -w net.ipv4.ip_forward=$V net.ipv4.conf.$I.rp_filter=1\n"), "nothing");
  EXPECT_EQ(effect("\x7f"
                   "ELF\0 ptrace_scope kernel.yama"sv),
            "nothing");
}

/// Each ends within the time of the other tests.
TEST(ScriptEffect, HugeTexts) {
  constexpr std::size_t kTimes = 20000;
  std::string opens;
  std::string writes;
  std::string loads;
  std::string substitutions;
  for (std::size_t i = 0; i < kTimes; ++i) {
    opens += "( a ";
    writes += "sysctl kernel.yama.ptrace_scope=" + std::string(1, i % 2 == 0 ? '0' : '1') + "\n";
    loads += "sysctl -p /etc/a.conf\n";
    substitutions += "$(";
  }
  EXPECT_EQ(effect(opens), "nothing");
  EXPECT_EQ(effect(writes), "1 at 20000");
  EXPECT_EQ(effect(loads), "perhaps at 65");
  EXPECT_EQ(effect(substitutions), "nothing");
}

TEST(ScriptEffect, DeeperThanItIsFollowed) {
  EXPECT_EQ(effect("a=$(b=$(c=$(d=$(uname))))\n"), "nothing");
  EXPECT_EQ(effect("a=$(b=$(c=$(d=$(sysctl -p /opt/x))))\n"), "perhaps at 1");
  EXPECT_EQ(effect("a=$(b=$(c=$(d=$(e=$(uname)))))\n"), "nothing");
  EXPECT_EQ(effect("a=$(b=$(c=$(d=$(e=$(sysctl -p /opt/x)))))\n"), "perhaps at 1");
  EXPECT_EQ(effect("a=$(b=$(c=$(d=$(e=$(f=$(sysctl -p /opt/x))))))\n"), "perhaps at 1");
}

}  // namespace
}  // namespace yama::unit
