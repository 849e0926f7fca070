// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "kernel/runtime.h"
#include "kernel/tracers.h"
#include "observe/hints.h"
#include "observe/installed_loaders.h"
#include "observe/stage.h"
#include "status/definitions.h"
#include "status/maintenance.h"
#include "sysctl/loader.h"
#include "sysctl/prediction.h"

namespace yama {

/// What one loader leaves in the kernel at the next boot.
struct BootValue {
  std::string version = {};  ///< empty: could not be read, so every known behaviour was asked
  bool installed = false;
  InstalledLoader::Start start = InstalledLoader::Start::kUnknown;
  std::string program = {};               ///< what runs: "sysctl --system", "procps sysctl -p"
  std::string started_by = {};            ///< "OpenRC, runlevel boot"; empty for systemd and where it is not known
  std::optional<Scope> value = {};        ///< none: nothing sets it, the kernel's default stays
  std::optional<Scope> final_value = {};  ///< what is left of it on the running system, after units, ufw and the like
  bool locks = false;                     ///< 3 is written somewhere on the way
  std::string file = {};                  ///< of the winner; empty when nothing sets it
  std::size_t line = 0;
  std::optional<Scope> value_without_run = {};  ///< what is left when /run is empty, as it is at boot
  std::optional<Scope> final_without_run = {};  ///< the same on the running system
  bool locks_without_run = false;
  std::string file_without_run = {};  ///< of the winner then
  std::size_t line_without_run = 0;
  /// All definitions in reading order, as a boot with an empty /run has them; none when the loader does not run.
  std::vector<sysctl::Definition> trace = {};
  std::vector<std::string> disagreements = {};  ///< "since 259: 1 (…)": releases that would leave another value
  std::vector<std::string> notes = {};
  bool uncertain = false;
};

struct Verdict {
  Scope scope = Scope::kClassic;
  bool minimum = false;
  std::string runtime_fault = {};             ///< why the running kernel is not as wanted; empty when it is
  std::vector<std::string> boot_faults = {};  ///< why the next boot will not be, one sentence each; empty when it will
  std::vector<std::string> doubts = {};       ///< what may set the value and cannot be known: it fails nothing
  std::string not_applicable = {};            ///< why no scope can be right or wrong here: a container
  bool no_yama = false;                       ///< the running kernel has no Yama, which is as good as scope 0
  std::string unknown = {};                   ///< why nothing can be said of the next boot; empty when it can
  bool unseen = false;                        ///< rights were wanting to see all that may set the value

  [[nodiscard]] bool faulty() const { return !runtime_fault.empty() || !boot_faults.empty(); }
  [[nodiscard]] bool compliant() const { return !faulty() && unknown.empty() && not_applicable.empty(); }
};

/// The observation, the forecast and the verdict: the machine interface's object.
struct Status {
  kernel::Runtime runtime;
  bool image = false;             ///< an image's files were read: the running kernel plays no part
  sysctl::Loaders asked = {};     ///< the loaders that the host has or may have: `boot` is about these
  sysctl::Loaders deciding = {};  ///< those of them that run at boot, or may
  sysctl::PerLoader<BootValue> boot = {};
  std::vector<FoundDefinition> definitions = {};
  std::vector<Stage> stages = {};
  std::vector<Hint> hints = {};                 ///< what looks like a setting and is none, and what went stale
  std::optional<kernel::Tracers> tracers = {};  ///< only when a scope was named that is above the running kernel's
  std::optional<Maintenance> maintenance = {};  ///< only when asked for
  std::optional<Verdict> verdict = {};          ///< only when a scope was named
};

}  // namespace yama
