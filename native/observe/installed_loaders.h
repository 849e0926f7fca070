// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "host/root.h"
#include "sysctl/loader.h"

namespace yama {

struct InstalledLoader {
  enum class Start {
    kUnknown,  ///< nothing tells whether it runs at boot
    kAtBoot,
    kNever,  ///< the init is known, and nothing of it starts this loader
  };

  bool installed = false;
  std::string version = {};  ///< "252.39", "4.0.2", "1.36.1 alpine"; empty when it cannot be read
  Start start = Start::kUnknown;
  std::string started_by = {};  ///< for kAtBoot, where that is not systemd: "OpenRC, runlevel boot"
};

using InstalledLoaders = sysctl::PerLoader<InstalledLoader>;

/// Reads the versions from the files of the host or image; no program is run.
/// procps, busybox: what the command sysctl is; the version is the text "procps-ng X.Y.Z" or "BusyBox vX.Y.Z" in the
/// program. systemd: the package's upstream version in /var/lib/dpkg/status, else the name of the shared library
/// that systemd-sysctl needs ("libsystemd-shared-252.so").
InstalledLoaders read_installed_loaders(const host::Root& root);

}  // namespace yama
