// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"
#include "sysctl/tree.h"

namespace yama::tuned {

/// What tuned (2.20 to 2.27) is configured to do to sysctl settings, as its files say it.
struct Tuned {
  /// "kernel.yama.ptrace_scope = 1" in a [sysctl] section of the active profile or of one that it includes.
  struct Setting {
    std::string profile;
    std::string file;
    std::size_t line = 0;
    std::string text;
    std::string value;
  };
  bool enabled = false;                 ///< its service is started at boot
  bool sets_settings = false;           ///< the active profile has a [sysctl] section
  bool loads_files_again = true;        ///< reapply_sysctl: after its own settings it loads those of /etc
  std::optional<Setting> setting = {};  ///< the one that stands last
  std::string doubt = {};               ///< why the profile could not be read to its end; empty when it was
};

/// None when tuned was never set up: without /etc/tuned/active_profile.
std::optional<Tuned> read_tuned(const host::Root& root);

/// What tuned does after the loaders: its profile's setting, then, as tuned/plugins/plugin_sysctl.py reads them, the
/// lines of /etc/sysctl.d in the order of names and of /etc/sysctl.conf last. Vendor files play no part in that, and
/// /run is empty at boot. None when it writes nothing.
std::optional<Stage> stage_of(const Tuned& tuned, const sysctl::Tree& tree);

}  // namespace yama::tuned
