// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/lock_unit.h"

#include <algorithm>
#include <iterator>

#include "unit/unit_file.h"

namespace yama::unit {
namespace {

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

constexpr int kNewest = 1 << 20;

/// A setting of the service, and the releases whose unit has it.
struct Line {
  std::string_view text;
  int since = kOldestSystemd;
  int until = kNewest;
};

// Each release gets what it knows, so that none warns and none takes a setting for something else. Sources:
// src/core/load-fragment-gperf.gperf.m4 of v219 to v245; NEWS of 236 (StandardOutput=file:) and 239 (@system-service:
// before, an unknown group leaves a filter that lets nothing but exit(2) through).
//
// Before 236 a shell opens the sysctl, in the sandbox, and so there is none: such releases were never tried here.
// From 236 on systemd opens it before the sandbox closes, which is why ProtectKernelTunables= may be there. Left out:
// PrivateDevices= (until 254 it needs a /tmp that can be written, and the root file system is mounted read-only that
// early in the boot; seen on 247 and 252: 226/NAMESPACE), PrivateTmp= (waits for local-fs.target), PrivateUsers= and
// DynamicUser= (Yama asks for CAP_SYS_PTRACE in the first user namespace).
constexpr Line kService[] = {
    {"Type=oneshot"},
    {"RemainAfterExit=yes"},
    {.text = "ExecStart=/bin/sh -c \"echo 3 >/proc/sys/kernel/yama/ptrace_scope\"", .until = 235},
    {"ExecStart=/bin/echo 3", 236},
    {"StandardOutput=file:/proc/sys/kernel/yama/ptrace_scope", 236},
    {"StandardError=journal"},
    {"CapabilityBoundingSet=CAP_SYS_PTRACE"},
    {"DevicePolicy=closed", 236},
    {"LockPersonality=yes", 236},
    {"MemoryDenyWriteExecute=yes", 236},
    {"NoNewPrivileges=yes", 236},
    {"PrivateNetwork=yes", 236},
    {"ProtectClock=yes", 245},
    {"ProtectControlGroups=yes", 236},
    {"ProtectHome=yes", 236},
    {"ProtectHostname=yes", 242},
    {"ProtectKernelLogs=yes", 244},
    {"ProtectKernelModules=yes", 236},
    {"ProtectKernelTunables=yes", 236},
    {"ProtectSystem=strict", 236},
    {"RestrictAddressFamilies=AF_UNIX", 236},
    {"RestrictNamespaces=yes", 236},
    {"RestrictRealtime=yes", 236},
    {"RestrictSUIDSGID=yes", 242},
    {"SystemCallArchitectures=native", 236},
    {"SystemCallFilter=@system-service", 239},
    {"UMask=0077"},
};

constexpr std::string_view kInstall = R"(
[Install]
WantedBy=sysinit.target emergency.target
)";

/// The first release of each range that has a text of its own.
constexpr int kReleases[] = {kOldestSystemd, 236, 239, 242, 244, kNewestSystemd};

}  // namespace

std::string lock_unit(std::string_view maintenance_argument, int systemd, Maker maker) {
  std::string text = made_by(maker) + "\n";
  text.append(kOrder).append(maintenance_argument).append("\n\n[Service]\n");
  for (const Line& line : kService) {
    if (systemd >= line.since && systemd <= line.until) {
      text.append(line.text).append("\n");
    }
  }
  return text.append(kInstall);
}

std::string_view without_head(std::string_view bytes) {
  for (const Maker maker : kMakers) {
    if (const std::string head = made_by(maker) + "\n"; bytes.starts_with(head)) {
      return bytes.substr(head.size());
    }
  }
  return bytes;
}

bool is_lock_unit(std::string_view bytes) { return without_head(bytes).size() != bytes.size(); }

std::optional<std::string> maintenance_argument_of(std::string_view bytes) {
  for (const Setting& setting : settings_of(bytes)) {
    if (setting.key == "ConditionKernelCommandLine" && setting.value.starts_with('!')) {
      std::string argument = setting.value.substr(1);
      const bool exact = std::any_of(std::begin(kReleases), std::end(kReleases), [&](int release) {
        return without_head(bytes) == without_head(lock_unit(argument, release));
      });
      return exact ? std::optional{std::move(argument)} : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace yama::unit
