// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace yama::sysctl {

/// The directories of all loaders, the strongest first.
/// Source: systemd src/basic/constants.h CONF_PATHS, procps-ng src/sysctl.c PreloadSystem.
inline constexpr std::string_view kDirectories[] = {"/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d",
                                                    "/usr/lib/sysctl.d", "/lib/sysctl.d"};
inline constexpr std::string_view kSysctlConf = "/etc/sysctl.conf";

/// Where systemd looks for the credential sysctl.extra: what the machine was started with, then the stores of
/// systemd.exec(5), ImportCredential=. The first one that exists counts.
inline constexpr std::string_view kCredentials[] = {
    "/run/credentials/@system/sysctl.extra", "/etc/credstore/sysctl.extra", "/run/credstore/sysctl.extra",
    "/usr/local/lib/credstore/sysctl.extra", "/usr/lib/credstore/sysctl.extra"};

/// /run is a tmpfs: what is there now is gone at the next boot, unless something makes it again.
constexpr bool is_gone_at_boot(std::string_view path) { return path.starts_with("/run/"); }

/// Whether a path belongs to packages: below /usr (but not /usr/local), /lib and the stores of NixOS and Guix, and the
/// file of settings of SUSE's kernels. All others are the administrator's.
bool belongs_to_package(std::string_view path);

/// "50-a.conf" of "/etc/sysctl.d/50-a.conf".
std::string_view name_of(std::string_view path);

}  // namespace yama::sysctl
