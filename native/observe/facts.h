// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "host/root.h"

namespace yama {

/// What kind of system this process runs on. All of it belongs to the running system, never to an image.
struct Facts {
  /// "docker", "podman", "lxc", ...; "other" when its kind is unknown; empty outside containers.
  std::string container;
  bool systemd = false;  ///< booted with systemd: /run/systemd/system is a directory (sd_booted(3))
  /// The kernel command line as systemd's conditions see it: /proc/cmdline, in a container the arguments of PID 1.
  std::string command_line;
};

/// Reads the facts; `root` is the running system (a test may give a folder that looks like one).
Facts read_facts(const host::Root& root);

}  // namespace yama
