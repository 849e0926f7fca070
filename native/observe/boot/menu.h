// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace yama::boot {

/// One way to start a kernel, as a boot loader's configuration words it.
struct BootEntry {
  std::string file;  ///< the host's own path of the configuration
  std::size_t line = 0;
  std::string id;                    ///< what a default may name: GRUB's id, the file name of a boot loader entry
  std::string title;                 ///< what a person sees in the menu; a default may name it too
  std::string version;               ///< of the kernel, when the entry tells
  std::string kernel;                ///< as written
  std::string arguments;             ///< the kernel's command line, as the boot loader gives it to the kernel
  std::vector<std::string> initrds;  ///< as written: paths below the partition that the boot loader reads
};

/// What reads the configuration.
enum class BootLoader {
  kGrub,
  kExtlinux,      ///< extlinux and U-Boot: "append" lines
  kSystemdBoot,   ///< and others that read loader/entries themselves
  kUnifiedImage,  ///< a kernel with its arguments in one EFI program
  kFirmware,      ///< cmdline.txt of Raspberry Pi
};

/// The entries of one boot loader.
struct BootMenu {
  BootLoader boot_loader = BootLoader::kGrub;
  std::vector<BootEntry> entries;
  std::optional<std::size_t> chosen;  ///< what it boots unless somebody is at the keyboard; none: not known
  std::string maker;                  ///< what makes the entries from defaults; empty: a person writes them
};

}  // namespace yama::boot
