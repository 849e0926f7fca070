// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

#include "host/root.h"
#include "observe/boot/menu.h"

namespace yama::boot {

/// /boot/extlinux/extlinux.conf, which U-Boot reads too (Debian's u-boot-menu):
///   default l0
///   label l0
///           linux /boot/vmlinuz-6.1.0-18-arm64
///           initrd /boot/initrd.img-6.1.0-18-arm64
///           append root=UUID=1234 ro quiet
/// None without such a file.
std::optional<BootMenu> read_extlinux(const host::Root& root);

/// cmdline.txt, the one command line of Raspberry Pi's firmware. None without such a file.
std::optional<BootMenu> read_firmware(const host::Root& root);

}  // namespace yama::boot
