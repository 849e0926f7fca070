// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/root.h"
#include "observe/boot/menu.h"
#include "observe/config_text.h"

namespace yama::boot {

/// What grub.cfg in /boot/grub, /boot/grub2 or a folder of /boot/efi/EFI boots: its `linux` lines, and the boot loader
/// entries if it says `blscfg`. The first file that boots anything counts: most on the EFI partition only lead to the
/// one in /boot. None without such a file, or when it cannot be read. GRUB 2.06 to 2.12.
///   menuentry 'Debian GNU/Linux' ... $menuentry_id_option 'gnulinux-simple-1234' {
///           linux   /boot/vmlinuz-6.1.0-18-amd64 root=UUID=1234 ro  quiet
///           initrd  /boot/initrd.img-6.1.0-18-amd64
/// The default is what `set default=` names (a number, title or id), saved_entry and next_entry of grubenv included.
std::optional<BootMenu> read_grub(const host::Root& root);

/// The command that makes this file, a grub.cfg, from /etc/default/grub; empty for another file. Debian and its kin
/// keep it in /boot/grub; Fedora, RHEL and SUSE in /boot/grub2, RHEL 7 and 8 with EFI on the EFI partition.
std::string maker_of(std::string_view file);

/// The command line that GRUB gives to the kernel for the words behind a kernel's name: its shell takes the quotes off,
/// and quotes of its own go around an argument with spaces. Source: GRUB 2.12 grub-core/script/yylex.l,
/// grub-core/lib/cmdline.c grub_create_loader_cmdline().
std::string given_by_grub(std::string_view words, const config::Variables& variables);

/// "name=value" lines: grubenv, and `set name=value` of grub.cfg.
config::Variables read_grub_environment(std::string_view bytes);

}  // namespace yama::boot
