// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>
#include <vector>

#include "host/root.h"
#include "observe/boot/defaults.h"
#include "observe/boot/menu.h"
#include "observe/stage.h"

namespace yama::boot {

/// What boot loaders will do at the next boot, as far as their configuration can be read.
struct BootConfiguration {
  std::vector<BootMenu> menus;  ///< one for each boot loader that has a configuration here
  BootDefaults grub_defaults;
  BootDefaults kernel_install_defaults;
};

BootConfiguration read_boot_configuration(const host::Root& root);

/// The menus from which the next boot comes. A running kernel tells which boot loader started it: GRUB and extlinux add
/// BOOT_IMAGE=, the others keep the root= of their entry. A configuration that started it not (a virtual machine's host
/// gave the kernel, another disk) is left out. Without a running kernel (an image, a container) all menus may.
std::vector<const BootMenu*> deciding_menus(const BootConfiguration& configuration, std::string_view running);

/// The entries that the next boot may take: each menu's default, or all of a menu whose default is not known.
std::vector<const BootEntry*> next_entries(const std::vector<const BootMenu*>& menus);

/// What the next boot's kernel command line does to the value. Certain when all of next_entries() agree; those that
/// differ are uncertain. Then, never active, what the defaults hold that the configuration lacks, or the other way:
/// somebody changed /etc/default/grub and did not run update-grub. Defaults alone, without a configuration made from
/// them, are uncertain.
std::vector<Stage> stages_of_boot_loader(const BootConfiguration& configuration,
                                         const std::vector<const BootMenu*>& deciding);

}  // namespace yama::boot
