// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "host/root.h"
#include "observe/facts.h"
#include "observe/installed_loaders.h"

namespace yama {

/// The first program of a boot, which starts all others.
struct InitSystem {
  enum class Kind {
    kSystemd,
    kSysv,    ///< scripts of /etc/rcS.d and the runlevel of /etc/inittab; busybox' init and its scripts too
    kOpenrc,  ///< services in /etc/runlevels
    kRunit,   ///< /etc/runit/core-services, or sysvinit's scripts
    kOther,
    kNone,  ///< the folder holds none
  };

  Kind kind = Kind::kSystemd;
  bool is_certain = true;     ///< the init itself was seen, not just that systemd's loader is installed
  std::string text = {};      ///< in a person's words: "OpenRC", "/bin/busybox as /sbin/init"
  std::string why_none = {};  ///< why it starts no loader, one clause: "its sysctl service is in no runlevel"
  std::string remedy = {};    ///< the command that has it start one: "rc-update add sysctl boot"
  std::string doubt = {};     ///< what cannot be known of how it starts one
};

/// The init is what /sbin/init leads to, as the kernel starts it (init/main.c, kernel_init()); without one, what left
/// traces. A running host that systemd booted has systemd. WSL starts its own program instead.
/// `running`: it is the running system, not an image.
InitSystem read_init_system(const host::Root& root, bool running, const Facts& facts, const InstalledLoaders& loaders);

/// Finds out which loaders that init starts, and by which script: completes InstalledLoader::start, ::started_by and
/// the script's word in ::version. Says in `init` why there is none, or what is not known.
void find_starts(const host::Root& root, InitSystem& init, InstalledLoaders& loaders);

}  // namespace yama
