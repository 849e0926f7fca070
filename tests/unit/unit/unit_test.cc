// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit.h"

#include <gtest/gtest.h>

namespace yama::unit {
namespace {

/// As printed in the NSA sheet "Limiting ptrace on production Linux systems".
constexpr std::string_view kPrinted = R"([Unit]
Description=Removes, system-wide, the ability to ptrace
ConditionKernelCommandLine=!maintenance

[Service]
Type=forking
Execstart=/bin/bash -c "sysctl -w kernel.yama.ptrace_scope=3"
Execstop=

[Install]
WantedBy=default.target
)";

UnitEffect effect(std::string_view bytes) {
  Unit unit;
  unit.bytes = bytes;
  return effect_of_unit(unit);
}

TEST(UnitEffect, PublishedAsPrinted) {
  EXPECT_EQ(effect(kPrinted), (UnitEffect{.role = Role::kPublished,
                                          .value = Scope{3},
                                          .certain = true,
                                          .starts = false,
                                          .unless = "maintenance",
                                          .line = 7,
                                          .text = "Execstart=/bin/bash -c \"sysctl -w kernel.yama.ptrace_scope=3\""}));
}

TEST(UnitEffect, PublishedAndMended) {
  const UnitEffect found = effect(
      "[Unit]\nDescription=no ptrace\nConditionKernelCommandLine=!maintenance\n"
      "[Service]\nType=oneshot\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n"
      "[Install]\nWantedBy=multi-user.target\n");
  EXPECT_EQ(found.role, Role::kPublished);
  EXPECT_EQ(found.value, Scope{3});
  EXPECT_TRUE(found.certain);
  EXPECT_TRUE(found.starts);
  EXPECT_EQ(found.unless, "maintenance");
}

TEST(UnitEffect, PublishedByItsDescription) {
  const UnitEffect found = effect(
      "[Unit]\nDescription=Removes, System-wide, the ability to ptrace\n"
      "[Service]\nEXECSTART=/bin/bash -c \"sysctl -w kernel.yama.ptrace_scope=3\"\n");
  EXPECT_EQ(found.role, Role::kPublished);
  EXPECT_FALSE(found.starts);
  EXPECT_EQ(found.unless, "");
}

TEST(UnitEffect, AnotherWriter) {
  const UnitEffect found = effect("[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=2\n");
  EXPECT_EQ(found, (UnitEffect{.role = Role::kWriter,
                               .value = Scope{2},
                               .certain = true,
                               .starts = true,
                               .unless = {},
                               .line = 2,
                               .text = "ExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=2"}));
}

TEST(UnitEffect, AScopeOtherThan3IsNotThePublishedUnit) {
  EXPECT_EQ(effect("[Unit]\nConditionKernelCommandLine=!maintenance\n"
                   "[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=2\n")
                .role,
            Role::kWriter);
}

TEST(UnitEffect, ThreeStays) {
  EXPECT_EQ(effect("[Service]\nExecStart=/sbin/sysctl kernel.yama.ptrace_scope=3\n"
                   "ExecStartPost=/sbin/sysctl kernel.yama.ptrace_scope=0\n")
                .value,
            Scope{3});
  EXPECT_EQ(effect("[Service]\nExecStart=/sbin/sysctl kernel.yama.ptrace_scope=1\n"
                   "ExecStart=/sbin/sysctl kernel.yama.ptrace_scope=0\n")
                .value,
            Scope{0});
}

TEST(UnitEffect, OtherConditionsMakeItUncertain) {
  for (const char* condition : {"ConditionPathExists=/etc/lock-me", "ConditionKernelCommandLine=lockdown",
                                "ConditionKernelCommandLine=!a=b", "AssertPathExists=/x"}) {
    const UnitEffect found = effect("[Unit]\n" + std::string{condition} +
                                    "\n[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n");
    EXPECT_EQ(found.role, Role::kWriter) << condition;
    EXPECT_FALSE(found.certain) << condition;
    EXPECT_EQ(found.value, std::nullopt) << condition;
  }
}

TEST(UnitEffect, AConditionOnTheSysctlItselfHolds) {
  EXPECT_TRUE(effect("[Unit]\nConditionPathExists=/proc/sys/kernel/yama/ptrace_scope\n"
                     "[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n")
                  .certain);
}

TEST(UnitEffect, ADropInMakesItUncertain) {
  Unit unit;
  unit.bytes = "[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n";
  unit.drop_ins = {"/etc/systemd/system/x.service.d/a.conf"};
  EXPECT_FALSE(effect_of_unit(unit).certain);
}

TEST(UnitEffect, AtTheEndOfItsLife) {
  const UnitEffect found =
      effect("[Service]\nExecStart=/bin/true\nExecStop=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(found.role, Role::kWriter);
  EXPECT_FALSE(found.certain);
}

TEST(UnitEffect, NothingToDoWithIt) {
  EXPECT_EQ(effect("[Service]\nExecStart=/usr/sbin/sshd -D\n"), UnitEffect{});
  EXPECT_EQ(effect("# commented out by hardening.yama: [Service]\n# ptrace_scope\n"), UnitEffect{});
  EXPECT_EQ(effect(""), UnitEffect{});
  EXPECT_EQ(effect("[Service]\nExecStart=/bin/true\nExecstart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n"),
            UnitEffect{})
      << "systemd passes the misspelt key over";
}

}  // namespace
}  // namespace yama::unit
