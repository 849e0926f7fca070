// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace yama::tuned {

/// What becomes of "priority" in a section of a profile that another one includes.
enum class Priority {
  kMergedAsOption,  ///< an option like others: the including profile's wins, when it has one
  kOfTheFirst,      ///< the included profile's stays (units gained a field that merger.py did not know)
  kMerged,
};

/// What TuneD's releases do differently, as data: one row a range of releases that behave alike.
struct Release {
  std::string_view since;                 ///< the first release that behaves so, e.g. "2.22"
  bool swaps_slashes = true;              ///< '/' in a key is a '.' of the file's name since 2.22 (6ca3f5a)
  bool profiles_in_own_folder = true;     ///< /etc/tuned/profiles, and the option profile_dirs, since 2.23
  Priority priority = Priority::kMerged;  /// 2.23 and 2.26
  bool variables_by_type = true;          ///< all sections of type "variables", and "prepend", since 2.26
  bool excludes = true;                   ///< the option reapply_sysctl_exclude since 2.27 (4e30052)
  bool writes_last_only = true;           ///< of a key in /etc only the last value is written since 2.28 (69701f4)
};

/// The rows that a release may have, the oldest first: one for a version that is understood, all for an empty one. What
/// is older than all known has the oldest.
std::vector<const Release*> releases_of(std::string_view version);

/// The version that the host's TuneD says of itself, in tuned/version.py among Python's modules; empty when it is not
/// found.
std::string read_version(const host::Root& root);

}  // namespace yama::tuned
