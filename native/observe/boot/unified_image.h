// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/root.h"
#include "observe/boot/menu.h"

namespace yama::boot {

/// Where a part of a file lies.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

/// Where a section of a PE program lies (".cmdline", ".initrd", ".uname"); none when the file is no such program or has
/// no such section. Reads the headers only. Microsoft PE format; systemd-stub(7).
std::optional<Extent> find_section(int program, std::string_view name);

/// The unified kernel images in EFI/Linux of /efi, /boot/efi and /boot, with the command line inside them. The image is
/// its own initrd. None without any.
std::optional<BootMenu> read_unified_images(const host::Root& root);

}  // namespace yama::boot
