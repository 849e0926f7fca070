// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "host/root.h"
#include "sysctl/loader.h"

namespace yama {

struct InstalledLoader {
  bool installed = false;
  std::string version;  ///< "252.39", "4.0.2"; empty when it cannot be read
};

using InstalledLoaders = sysctl::PerLoader<InstalledLoader>;

/// Reads the versions from the files of the host or image; no program is run.
/// procps: busybox's sysctl has no --system and counts as not installed; the version is the text "procps-ng X.Y.Z" in
/// its program. systemd: the package's upstream version in /var/lib/dpkg/status, else the name of the shared library
/// that systemd-sysctl needs ("libsystemd-shared-252.so"). Where builds of that number
/// differ, the package's release is asked for in systemd's library and in rpm's database.
InstalledLoaders read_installed_loaders(const host::Root& root);

}  // namespace yama
