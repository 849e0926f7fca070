// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/lock_unit.h"

#include "unit/unit_file.h"

namespace yama::unit {
namespace {

constexpr std::string_view kHead = "# made by hardening.yama; state: absent removes it\n";

// Before sysinit.target: nothing that can be logged into is started earlier, sshd and getty among them. In an emergency
// boot there is no sysinit.target, so its shell is named.
constexpr std::string_view kOrder = R"([Unit]
Description=Lock kernel.yama.ptrace_scope at 3 until the next boot
Documentation=https://docs.kernel.org/admin-guide/LSM/Yama.html
DefaultDependencies=no
Conflicts=shutdown.target
After=systemd-sysctl.service
Before=sysinit.target emergency.service shutdown.target
ConditionKernelCommandLine=!)";

// The sandbox is what systemd 247 knows, so that no release warns. The sysctl is opened before the sandbox closes,
// which is why ProtectKernelTunables= may be there. Left out: PrivateTmp= (waits for local-fs.target), PrivateUsers=
// and DynamicUser= (Yama asks for CAP_SYS_PTRACE in the first user namespace).
constexpr std::string_view kService = R"(

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

}  // namespace

std::string lock_unit(std::string_view maintenance_argument) {
  std::string text{kHead};
  return text.append(kOrder).append(maintenance_argument).append(kService);
}

bool is_lock_unit(std::string_view bytes) { return bytes.starts_with(kHead); }

std::optional<std::string> maintenance_argument_of(std::string_view bytes) {
  for (const Setting& setting : settings_of(bytes)) {
    if (setting.key == "ConditionKernelCommandLine" && setting.value.starts_with('!')) {
      std::string argument = setting.value.substr(1);
      return bytes == lock_unit(argument) ? std::optional{std::move(argument)} : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace yama::unit
