// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/lock_unit.h"

#include <gtest/gtest.h>

#include "unit/unit.h"

namespace yama::unit {
namespace {

constexpr std::string_view kText = R"(# made by hardening.yama; state: absent removes it
[Unit]
Description=Lock kernel.yama.ptrace_scope at 3 until the next boot
Documentation=https://docs.kernel.org/admin-guide/LSM/Yama.html
DefaultDependencies=no
Conflicts=shutdown.target
After=systemd-sysctl.service
Before=sysinit.target emergency.service shutdown.target
ConditionKernelCommandLine=!debugging

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/echo 3
StandardOutput=file:/proc/sys/kernel/yama/ptrace_scope
StandardError=journal
CapabilityBoundingSet=CAP_SYS_PTRACE
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateNetwork=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077

[Install]
WantedBy=sysinit.target emergency.target
)";

TEST(LockUnit, Text) { EXPECT_EQ(lock_unit("debugging"), kText); }

TEST(LockUnit, KnowsItsOwn) {
  EXPECT_TRUE(is_lock_unit(kText));
  EXPECT_EQ(maintenance_argument_of(kText), "debugging");
  EXPECT_EQ(maintenance_argument_of(lock_unit("maintenance")), "maintenance");
}

TEST(LockUnit, EditedIsStillOursButPromisesNothing) {
  const std::string edited = std::string{kText} + "# a note\n";
  EXPECT_TRUE(is_lock_unit(edited));
  EXPECT_EQ(maintenance_argument_of(edited), std::nullopt);
}

TEST(LockUnit, SomebodyElses) {
  EXPECT_FALSE(is_lock_unit("[Service]\nExecStart=/bin/true\n"));
  EXPECT_FALSE(is_lock_unit(""));
  EXPECT_EQ(maintenance_argument_of("[Unit]\nConditionKernelCommandLine=!x\n"), std::nullopt);
}

TEST(LockUnit, ItsEffectIsUnderstood) {
  Unit unit;
  unit.bytes = kText;
  EXPECT_EQ(effect_of_unit(unit), (UnitEffect{.role = Role::kLock,
                                              .value = Scope{3},
                                              .certain = true,
                                              .starts = true,
                                              .unless = "debugging",
                                              .line = 14,
                                              .text = "ExecStart=/bin/echo 3"}));
}

}  // namespace
}  // namespace yama::unit
