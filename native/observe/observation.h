// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "host/root.h"
#include "kernel/runtime.h"
#include "kernel/tracers.h"
#include "observe/facts.h"
#include "observe/hints.h"
#include "observe/installed_loaders.h"
#include "observe/packages.h"
#include "observe/platform.h"
#include "observe/stage.h"
#include "observe/tuned.h"
#include "sysctl/tree.h"
#include "unit/unit.h"

namespace yama {

/// A kernel command line of the next boot, as a boot loader's configuration has it.
struct NextCommandLine {
  std::string file;
  std::size_t line = 0;
  std::string arguments;
  std::vector<std::string> releases = {};  ///< texts that may be the release of its kernel, the likelier first
};

/// Which system it is, for a person and for published checks. Empty: not known, or an image's kernel.
struct System {
  std::string name = {};  ///< "Debian GNU/Linux 12 (bookworm)"
  std::string id = {};
  std::string version = {};
  std::string kernel = {};
  std::string machine = {};
};

/// What only published checks look at.
struct ForJudges {
  std::string ufw_file = {};                     ///< IPT_SYSCTL= of /etc/default/ufw, as it stands there
  std::optional<std::string> ufw_settings = {};  ///< the text of /etc/ufw/sysctl.conf, whether ufw has it loaded or not
};

/// The host as one run found it. Plain data, nothing decided.
struct Observation {
  bool image = false;  ///< the files are those of an image: runtime and facts are left empty
  sysctl::Tree tree;
  Packages packages;
  std::vector<Hint> hints;
  InstalledLoaders loaders;
  Platform platform;
  bool systemd_is_init = true;  ///< units are started at boot
  std::optional<tuned::Tuned> tuned;
  Facts facts;
  kernel::Runtime runtime;
  unit::Units units;                                ///< those that touch the value
  std::vector<Stage> stages;                        ///< in the order in which they act
  std::vector<NextCommandLine> next_command_lines;  ///< those that the next boot may have; empty: not known
  std::optional<kernel::Tracers> tracers;           ///< who traces whom now; only when it was asked for
  std::string tracers_trouble;                      ///< why it could not be found out
  System system = {};
  ForJudges for_judges = {};
  /// What may set the value and was refused for want of rights: files, and directories that could not be listed.
  std::vector<std::string> unseen = {};
  bool as_root = true;  ///< the run was root's, so that more rights are not to be had by asking for them
};

/// Reads the host once. Fails when a loaders' directory cannot be listed. Without `other_writers` nobody looks for what
/// else writes the value than loaders, units and the stages known by name, and a stage says so.
Result<Observation> observe(const host::Root& root, bool other_writers = true);

/// Finds out who traces whom: reads the status of every task.
void observe_tracers(Observation& seen);

}  // namespace yama
