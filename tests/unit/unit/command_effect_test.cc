// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/command_effect.h"

#include <gtest/gtest.h>

#include <string>

#include "support/effects.h"

namespace yama::unit {
namespace {

using test::shown;

std::string effect(std::string_view command, std::string_view output = {}) {
  return shown(effect_of_command(command, output));
}

TEST(CommandEffect, Sysctl) {
  EXPECT_EQ(effect("/sbin/sysctl -w kernel.yama.ptrace_scope=3"), "3");
  EXPECT_EQ(effect("sysctl kernel/yama/ptrace_scope=2"), "2");
  EXPECT_EQ(effect("-/usr/sbin/sysctl -q -e net.ipv4.ip_forward=1 kernel.yama.ptrace_scope=1"), "1");
  EXPECT_EQ(effect("/sbin/sysctl -w kernel.yama.ptrace_scope=1 kernel.yama.ptrace_scope=0"), "0");
  EXPECT_EQ(effect("/sbin/sysctl net.ipv4.ip_forward=1"), "nothing");
  EXPECT_EQ(effect("/sbin/sysctl kernel.yama.ptrace_scope"), "nothing") << "reads it";
}

TEST(CommandEffect, SysctlThatReadsFilesOrIsNotUnderstood) {
  EXPECT_EQ(effect("/sbin/sysctl --system"), "loads all");
  EXPECT_EQ(effect("/sbin/sysctl --system --pattern yama"), "perhaps");
  EXPECT_EQ(effect("/sbin/sysctl -q --pattern ^fs.nfs.n[fl] --system"), "nothing");
  EXPECT_EQ(effect("/sbin/sysctl --pattern=^net -p /etc/my.conf"), "nothing");
  EXPECT_EQ(effect("/sbin/sysctl --pattern=( --system"), "perhaps");
  EXPECT_EQ(effect("/sbin/sysctl -p /etc/my.conf"), "loads /etc/my.conf");
  EXPECT_EQ(effect("/sbin/sysctl -qp/etc/a.conf /etc/b.conf"), "loads /etc/a.conf /etc/b.conf");
  EXPECT_EQ(effect("/sbin/sysctl --load=/etc/a.conf"), "loads /etc/a.conf");
  EXPECT_EQ(effect("/sbin/sysctl -p"), "loads /etc/sysctl.conf");
  EXPECT_EQ(effect("/sbin/sysctl -p /etc/*.conf"), "perhaps");
  EXPECT_EQ(effect("/sbin/sysctl -p my.conf"), "perhaps") << "where it runs is not known";
  EXPECT_EQ(effect("/usr/bin/env sysctl -p /etc/a.conf"), "may load /etc/a.conf");
  EXPECT_EQ(effect("/sbin/sysctl -a"), "nothing");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl /etc/my.conf"), "loads by systemd /etc/my.conf");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl --strict"), "loads by systemd all");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl a.conf"), "perhaps") << "it looks for the name in sysctl.d";
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl /etc/a.conf /etc/b.conf"), "perhaps");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl --cat-config"), "nothing");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl --save"), "perhaps");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl --prefix=/net/bridge"), "nothing");
  EXPECT_EQ(effect("/lib/systemd/systemd-sysctl --prefix=/net --prefix=kernel.yama"), "perhaps");
  EXPECT_EQ(effect("/sbin/sysctl -w kernel.yama.ptrace_scope=0x3"), "perhaps");
  EXPECT_EQ(effect("/sbin/sysctl -w kernel.yama.ptrace_scope=${SCOPE}"), "perhaps");
  EXPECT_EQ(effect("/sbin/sysctl -w \"kernel.yama.ptrace_scope = 3\""), "perhaps");
}

TEST(CommandEffect, InAShell) {
  EXPECT_EQ(effect("/bin/bash -c \"sysctl -w kernel.yama.ptrace_scope=3\""), "3") << "the sheet's";
  EXPECT_EQ(effect("/bin/sh -c 'sysctl -q -w kernel.yama.ptrace_scope=3 && true'"), "3");
  EXPECT_EQ(effect("/bin/sh -ec 'x'"), "nothing");
  EXPECT_EQ(effect("/bin/sh -c 'echo 2 > /proc/sys/kernel/yama/ptrace_scope'"), "2");
  EXPECT_EQ(effect("/bin/sh -c 'echo 2 >/proc/sys/kernel/yama/ptrace_scope; echo done'"), "2");
  EXPECT_EQ(effect("/bin/sh -c 'sysctl kernel.yama.ptrace_scope=3; sysctl kernel.yama.ptrace_scope=0'"), "3")
      << "3 locks";
  EXPECT_EQ(effect("/bin/sh -c 'for i in 1; do sysctl -w kernel.yama.ptrace_scope=$i; done'"), "perhaps");
  EXPECT_EQ(effect("/bin/sh -c 'cat /x | tee /proc/sys/kernel/yama/ptrace_scope'"), "perhaps");
  EXPECT_EQ(effect("/bin/sh -c 'sysctl --system || true'"), "loads all");
  EXPECT_EQ(effect("/bin/sh -c 'true || sysctl --system'"), "may load all");
  EXPECT_EQ(effect("/bin/sh -c 'echo 0 | tee /proc/sys/kernel/yama/ptrace_scope'"), "0");
  EXPECT_EQ(effect("/bin/sh -c 'echo hello | cat'"), "nothing");
}

TEST(CommandEffect, EchoAsStandardOutput) {
  constexpr std::string_view kFile = "file:/proc/sys/kernel/yama/ptrace_scope";
  EXPECT_EQ(effect("/bin/echo 3", kFile), "3");
  EXPECT_EQ(effect("/bin/cat /etc/scope", kFile), "perhaps");
  EXPECT_EQ(effect("/bin/echo 3", "journal"), "nothing");
}

TEST(CommandEffect, SeveralCommandsInOneLine) {
  EXPECT_EQ(effect("/bin/true ; /sbin/sysctl kernel.yama.ptrace_scope=2 ; /bin/true"), "2");
  EXPECT_EQ(effect("/sbin/sysctl kernel.yama.ptrace_scope=3 ; /sbin/sysctl kernel.yama.ptrace_scope=1"), "3");
}

TEST(CommandEffect, Others) {
  EXPECT_EQ(effect(""), "nothing");
  EXPECT_EQ(effect("/usr/sbin/sshd -D"), "nothing");
  EXPECT_EQ(effect("/opt/tool /proc/sys/kernel/yama/ptrace_scope"), "perhaps");
  EXPECT_EQ(effect("/bin/echo ptrace_scope is good"), "perhaps");
}

}  // namespace
}  // namespace yama::unit
