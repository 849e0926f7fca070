// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "host/root.h"
#include "observe/facts.h"
#include "observe/installed_loaders.h"
#include "observe/stage.h"

namespace yama {

/// What makes something of the files at boot: the first program, and whether /etc is written by hand at all.
struct Platform {
  enum class Init {
    kSystemd,
    kSysvWithProcps,  ///< sysvinit whose runlevels start procps' script, which runs `sysctl --system`
    kOther,
    kNone,  ///< the folder holds none
  };
  enum class Generator { kNone, kNixos, kGuix };

  Init init = Init::kSystemd;
  std::string init_text = {};  ///< in a person's words, for kOther: "/bin/busybox as /sbin/init"
  bool is_system = true;       ///< the folder holds a system (os-release), not just some files
  Generator generator = Generator::kNone;
  bool etc_in_usr = false;  ///< an image of ostree whose /etc is kept in /usr/etc
  bool two_etcs = false;    ///< an image of ostree with /etc and /usr/etc, which ostree refuses to deploy
  bool usr_is_read_only = false;
  std::string etc_is_lost_by = {};  ///< why what is written into /etc is gone at the next boot; empty: it stays
};

/// The init is what /sbin/init leads to, as the kernel starts it (init/main.c, kernel_init()); without one, systemd
/// where it is installed. A running host that systemd booted has systemd. WSL starts its own program instead.
/// `running`: it is the running system, not an image.
Platform read_platform(const host::Root& root, bool running, const Facts& facts, const InstalledLoaders& loaders);

/// That no loader runs at boot, or that none can be seen; none where one runs.
std::optional<Stage> stage_of(const Platform& platform, const InstalledLoaders& loaders);

}  // namespace yama
