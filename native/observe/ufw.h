// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "host/root.h"
#include "observe/stage.h"

namespace yama {

/// What ufw does to sysctl settings when it starts: `sysctl -e -q -p FILE` (ufw 0.36.2, lib/ufw/ufw-init-functions).
struct Ufw {
  bool installed = false;  ///< its start script is there
  bool enabled = false;    ///< ENABLED=yes in /etc/ufw/ufw.conf; with `installed`: it loads `file` at boot
  std::string file;  ///< IPT_SYSCTL of /etc/default/ufw, "/etc/ufw/sysctl.conf" as shipped; empty: it loads nothing
};

/// A file that cannot be read counts as not there.
Ufw read_ufw(const host::Root& root);

/// What ufw does at boot; none when it is not installed or loads nothing.
std::optional<Stage> stage_of(const Ufw& ufw);

}  // namespace yama
