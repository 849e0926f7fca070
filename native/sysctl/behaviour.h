// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sysctl/loader.h"

namespace yama::sysctl {

/// What a '-' before a key is to the loader.
enum class Dash {
  kLiteral,       ///< part of the key (systemd before 243, procps before 3.3.16)
  kIgnoreErrors,  ///< "-key = value" only (systemd 243 and 244, procps before 4.0.0)
  kExcludes,      ///< and "-key" alone keeps globs away from the key
};

/// How procps takes a line apart.
enum class Grammar {
  kTokens,       ///< strtok at '=' and at line ends: leading '=' are skipped (procps 3)
  kFirstEquals,  ///< the first '=', isspace() around it (procps 4)
};

/// What the releases of a loader do differently, as data. One row a range of releases that behave alike.
/// A field says what is true of the newest release unless the row says otherwise.
struct Behaviour {
  Loader loader = Loader::kSystemd;
  /// The first release with this behaviour, e.g. "252"; the rows of a loader are in this order.
  std::string_view since;

  // Both loaders.
  Dash dash = Dash::kExcludes;
  bool globs = true;                    ///< systemd 245, procps 4.0.0
  bool lib_directory = false;           ///< /lib/sysctl.d: procps; systemd in builds for a split /usr, until 255
  bool broken_link_takes_name = false;  ///< a link that cannot be followed still shadows: procps; systemd until 258

  // systemd-sysctl.
  bool semicolon_comments = false;         ///< gone with conf_file_read() in systemd 258
  bool dot_dot_resolves = false;           ///< sysctl_write() refuses ".." since systemd 250
  bool leading_dot_dot_is_dropped = true;  ///< path_simplify() makes "/../kernel" "/kernel" since systemd 255
  bool credential = true;                  ///< sysctl.extra is read after all files since systemd 252

  // procps.
  bool hidden_names = false;                ///< names that begin with '.' are read
  bool names_are_patterns = false;          ///< every name is opened through glob(3), src/sysctl.c Preload()
  bool sysctl_conf_last = false;            ///< /etc/sysctl.conf is read after all directories
  Grammar grammar = Grammar::kFirstEquals;  ///< procps 4.0.0
  bool run_before_etc = false;              ///< /run/sysctl.d is the strongest until procps 3.3.16
  bool exclusion_patterns = true;           ///< "-pattern" excludes by fnmatch(3) since procps 4.0.5
};

/// All known behaviours of each loader, the oldest first.
std::span<const Behaviour> systemd_behaviours();
std::span<const Behaviour> procps_behaviours();

/// The behaviours that a release may have: one for a version that is understood ("252.39", "4.0.2-3", "3.3.17"; one
/// older than all known has the oldest), for one that is empty or not understood all from systemd 247 and procps 3.3.17
/// on.
std::vector<const Behaviour*> behaviours_of(Loader loader, std::string_view version);

}  // namespace yama::sysctl
