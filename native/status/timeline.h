// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "status/status.h"

namespace yama {

/// One thing that the value meets on its way.
struct Step {
  std::optional<StageKind> stage = {};  ///< what kind of stage it is; none for a definition in a loader's file
  std::string file = {};                ///< under the name by which it is read; empty when it is no file
  std::size_t line = 0;                 ///< 0 when it is no line
  std::string text = {};                ///< the line or argument itself, bytes as found
  std::optional<Scope> value = {};      ///< what it names; none when it names none or that is not known
  std::optional<Scope> writes = {};     ///< what it puts into the kernel; none when it changes nothing
  sysctl::Fate fate = sysctl::Fate::kIgnored;
  bool certain = true;      ///< false: it may write the value
  std::string remark = {};  ///< one clause for a person: what it is, or why it has no effect
};

/// What one loader does between the stages before and after.
struct LoaderSteps {
  bool runs = true;                     ///< false: something keeps it from running; the first step says what
  std::vector<Step> steps = {};         ///< in reading order, files that it never reads last
  std::optional<Scope> leaves = {};     ///< in the kernel when it is done; none: the kernel's default
  std::optional<Scope> ends_with = {};  ///< in the running system, after all that comes later
};

/// The way of the value from the kernel's default to the running system, at the next boot: /run is empty then. In the
/// order in which things happen; the loaders' ways stand side by side, as a host runs one of them.
struct Timeline {
  std::vector<Step> before;  ///< kernel command line, initrd
  sysctl::PerLoader<LoaderSteps> loaders;
  std::vector<Step> after;         ///< ufw, tuned, units
  std::vector<Step> gone;          ///< definitions in /run: of this boot only
  std::vector<Step> without_part;  ///< stages that take no part in the next boot
};

/// Pure: the same facts as the status, in the order of the boot.
Timeline timeline_of(const Status& status);

}  // namespace yama
