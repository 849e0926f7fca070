// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "host/root.h"
#include "observe/facts.h"
#include "observe/init_system.h"
#include "observe/installed_loaders.h"
#include "observe/stage.h"

namespace yama {

/// What makes something of the files at boot: the first program, and whether /etc is written by hand at all.
struct Platform {
  enum class Generator { kNone, kNixos, kGuix };

  InitSystem init = {};
  bool is_system = true;  ///< the folder holds a system (os-release), not just some files
  bool is_empty = false;  ///< there is nothing in the folder of an image, not even /etc
  Generator generator = Generator::kNone;
  bool etc_in_usr = false;  ///< an image of ostree whose /etc is kept in /usr/etc
  bool two_etcs = false;    ///< an image of ostree with /etc and /usr/etc, which ostree refuses to deploy
  bool usr_is_read_only = false;
  bool local_is_read_only = false;  ///< /usr/local, which may be a file system of its own
  std::string etc_is_lost_by = {};  ///< why what is written into /etc is gone at the next boot; empty: it stays
};

/// Completes what is known of the loaders by which of them the init starts. `running`: it is the running system, not
/// an image.
Platform read_platform(const host::Root& root, bool running, const Facts& facts, InstalledLoaders& loaders);

/// That no loader runs at boot (kInit), that none is known to (kUnknownLoader), or a doubt about it; none where one
/// runs.
std::optional<Stage> stage_of(const Platform& platform, const InstalledLoaders& loaders);

}  // namespace yama
