// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "host/root.h"
#include "observe/boot/menu.h"

namespace yama::boot {

/// The entries of the Boot Loader Specification (type 1), in loader/entries of /boot, /efi and /boot/efi:
///   title    Debian GNU/Linux
///   version  6.1.0-18-amd64
///   linux    /4f2c.../6.1.0-18-amd64/linux
///   initrd   /4f2c.../6.1.0-18-amd64/initrd.img-6.1.0-18-amd64
///   options  root=UUID=1234 ro quiet
/// GRUB of Fedora and its kin reads the same files.
std::vector<BootEntry> read_boot_loader_entries(const host::Root& root);

/// The entry of the newest kernel, which is the default where nothing else is named; none when the entries do not all
/// tell their version.
std::optional<std::size_t> newest(const std::vector<BootEntry>& entries);

/// What systemd-boot reads: the entries; the default that `bootctl set-default` or loader/loader.conf names, a file
/// name or pattern. None without entries. After `bootctl set-oneshot` the next boot's entry counts as not known.
std::optional<BootMenu> read_systemd_boot(const host::Root& root);

}  // namespace yama::boot
