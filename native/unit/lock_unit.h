// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/maker.h"

/// The systemd unit that locks the kernel at 3 in every boot but a maintenance boot: persist: boot_unit.
namespace yama::unit {

inline constexpr std::string_view kLockUnit = "yama-ptrace-lock.service";
inline constexpr std::string_view kLockUnitFile = "/etc/systemd/system/yama-ptrace-lock.service";

/// What enables it, offline or not: the links that `systemctl enable` makes for its [Install] section.
/// rescue.target pulls sysinit.target in, emergency.target does not.
inline constexpr std::array<std::string_view, 2> kLockUnitLinks = {
    "/etc/systemd/system/sysinit.target.wants/yama-ptrace-lock.service",
    "/etc/systemd/system/emergency.target.wants/yama-ptrace-lock.service"};

/// The oldest systemd that runs it, of RHEL 7. Its conditions, links and `systemctl` are as the unit needs them.
inline constexpr int kOldestSystemd = 219;
/// The first release of those whose unit has all settings.
inline constexpr int kNewestSystemd = 245;

/// The unit's text for a release of systemd. It is skipped when the kernel command line holds the word. The text for an
/// older release is right on a newer one as well, that for a newer one is not right before 239.
///
/// systemd opens the sysctl as the command's standard output, and echo reports the kernel's refusal as its own failure
/// (GNU, uutils and busybox do). So every errno makes the unit fail, on every release: no Yama (ENOENT), a read-only
/// /proc/sys (EROFS), a locked or forbidden value (EINVAL, EPERM). `systemd-sysctl` would need --strict for that, which
/// systemd 247 does not have; AssertPathExists= would leave the unit "inactive", where nobody looks.
///
/// Before 236 there is no "StandardOutput=file:", and a shell writes: bash and dash report the refusal in the same way.
std::string lock_unit(std::string_view maintenance_argument, int systemd = kNewestSystemd,
                      Maker maker = Maker::kModule);

/// The unit without the line that says who made it: two that differ only there are the same.
std::string_view without_head(std::string_view bytes);

/// Made by this product, edited since or not.
bool is_lock_unit(std::string_view bytes);

/// The word with which a unit of lock_unit()'s exact text, for whichever release, is skipped; none when the text is
/// another one.
std::optional<std::string> maintenance_argument_of(std::string_view bytes);

}  // namespace yama::unit
