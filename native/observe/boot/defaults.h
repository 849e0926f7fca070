// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace yama::boot {

/// The arguments that a tool puts into the boot loader's configuration whenever it writes that, and where they stand.
struct BootDefaults {
  struct Source {
    std::string file;
    std::size_t line = 0;
    std::string arguments;
  };
  std::vector<Source> sources;  ///< in the order in which they add up to the command line; empty without any

  [[nodiscard]] std::string arguments() const;
  /// The source that holds an argument; null when none does.
  [[nodiscard]] const Source* source_of(std::string_view argument) const;
};

/// GRUB_CMDLINE_LINUX and GRUB_CMDLINE_LINUX_DEFAULT of /etc/default/grub and then /etc/default/grub.d/*.cfg, which
/// grub-mkconfig sources as shell scripts: variables are expanded, commands are not run.
BootDefaults read_grub_defaults(const host::Root& root);

/// /etc/kernel/cmdline, else /usr/lib/kernel/cmdline: what kernel-install(8) writes into boot loader entries and
/// unified images.
BootDefaults read_kernel_install_defaults(const host::Root& root);

}  // namespace yama::boot
