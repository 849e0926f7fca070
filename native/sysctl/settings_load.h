// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace yama::sysctl {

/// Settings that something else than a loader's service has procps' sysctl load: their value is that of the files as
/// they are, or as drafted.
struct SettingsLoad {
  /// `sysctl -p FILE...`, in order; each is in Tree::loaded_by or a loader's own. Empty: `sysctl --system`.
  std::vector<std::string> files = {};

  bool operator==(const SettingsLoad&) const = default;
};

}  // namespace yama::sysctl
