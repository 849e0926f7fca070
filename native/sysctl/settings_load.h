// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "sysctl/loader.h"

namespace yama::sysctl {

/// Settings that something else than a loader's service has a loader's program load: their value is that of the files
/// as they are, or as drafted.
struct SettingsLoad {
  /// `sysctl -p FILE...`, in order; each is in Tree::loaded_by or a loader's own. Empty: all, `sysctl --system`.
  std::vector<std::string> files = {};
  Loader by = Loader::kProcps;  ///< whose program: sysctl, or `systemd-sysctl FILE`
  /// Not all files are loaded but one of them, the running kernel's own; an empty name stands for none.
  bool one_of = false;

  bool operator==(const SettingsLoad&) const = default;
};

}  // namespace yama::sysctl
