// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/lock_unit.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

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
DevicePolicy=closed
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
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

/// The lines that the unit of the newest release has and that of an older one has not, and the other way round.
std::string differences(int systemd) {
  const std::string newest = lock_unit("debugging");
  const std::string older = lock_unit("debugging", systemd);
  std::string text;
  const auto compare = [&text](const std::string& one, const std::string& other, char sign) {
    std::istringstream lines(one);
    for (std::string line; std::getline(lines, line);) {
      if (other.find("\n" + line + "\n") == std::string::npos && !line.starts_with("#")) {
        text += sign + line + "\n";
      }
    }
  };
  compare(newest, older, '-');
  compare(older, newest, '+');
  return text;
}

TEST(LockUnit, EachReleaseHasWhatItKnows) {
  EXPECT_EQ(differences(262), "");
  EXPECT_EQ(differences(247), "");
  EXPECT_EQ(differences(245), "");
  EXPECT_EQ(differences(244), "-ProtectClock=yes\n");
  EXPECT_EQ(differences(243), "-ProtectClock=yes\n-ProtectKernelLogs=yes\n");
  EXPECT_EQ(differences(242), differences(243));
  const std::string since_242 =
      "-ProtectClock=yes\n-ProtectHostname=yes\n-ProtectKernelLogs=yes\n-RestrictSUIDSGID=yes\n";
  EXPECT_EQ(differences(241), since_242);
  EXPECT_EQ(differences(239), since_242) << "RHEL 8";
  EXPECT_EQ(differences(238), since_242 + "-SystemCallFilter=@system-service\n");
  EXPECT_EQ(differences(236), differences(238));
}

TEST(LockUnit, BeforeStandardOutputCouldBeAFile) {
  constexpr std::string_view kService = R"(
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c "echo 3 >/proc/sys/kernel/yama/ptrace_scope"
StandardError=journal
CapabilityBoundingSet=CAP_SYS_PTRACE
UMask=0077

[Install]
WantedBy=sysinit.target emergency.target
)";
  const std::string text = lock_unit("debugging", 219);
  EXPECT_EQ(text.substr(text.find("\n[Service]")), kService);
  EXPECT_EQ(text.substr(0, text.find("[Service]")), kText.substr(0, kText.find("[Service]")));
  EXPECT_EQ(lock_unit("debugging", 235), text);
}

TEST(LockUnit, EveryReleaseHasOneThatIsUnderstood) {
  for (const int systemd : {219, 228, 234, 235, 236, 238, 239, 241, 242, 243, 244, 245, 262}) {
    Unit unit;
    unit.path = unit.file = kLockUnitFile;
    unit.bytes = lock_unit("debugging", systemd);
    const UnitEffect effect = effect_of_unit(unit, kLockUnit);
    EXPECT_TRUE(effect.role == Role::kLock && effect.starts && effect.certain) << systemd;
    EXPECT_EQ(effect.value, Scope{3}) << systemd;
    EXPECT_EQ(effect.unless, "debugging") << systemd;
    EXPECT_EQ(maintenance_argument_of(unit.bytes), "debugging") << systemd;
  }
}

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
