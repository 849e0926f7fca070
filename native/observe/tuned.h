// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"
#include "sysctl/tree.h"

namespace yama::tuned {

/// One thing that TuneD does when it starts.
struct Action {
  enum class Kind {
    kWrite,   ///< a line of a profile's section of type "sysctl" that names the key
    kReload,  ///< reapply_sysctl: after a section's own settings it loads those of /etc
    kMay,     ///< what may set the key and cannot be known: a script, a profile that cannot be read
  };
  Kind kind = Kind::kWrite;
  bool certain = true;                    ///< false: only on some processors or kernels
  std::string note = {};                  ///< TuneD in a person's words, "tuned's profile mine"
  std::string file = {};                  ///< empty when it is no file's
  std::size_t line = 0;                   ///< 0 when it is no line
  std::string text = {};                  ///< the line, bytes as found
  std::optional<std::string> value = {};  ///< with '<' or '>' in front as in the file; none: only TuneD can tell

  friend bool operator==(const Action&, const Action&) = default;
};

/// How settings of /etc are loaded again.
struct Reload {
  bool swaps_slashes = true;     ///< '/' in a key is no separator
  bool writes_last_only = true;  ///< of each key only the last value, when all files are read
  std::vector<std::string> excluded = {};

  friend bool operator==(const Reload&, const Reload&) = default;
};

/// One way in which TuneD may go: of one release, with one of the profiles that it may choose.
struct Way {
  std::vector<Action> actions = {};
  Reload reload = {};

  friend bool operator==(const Way&, const Way&) = default;
};

/// What TuneD (2.20 to 2.28) is configured to do to the key, as its files say it.
struct Tuned {
  bool enabled = false;   ///< its service is started at boot
  std::vector<Way> ways;  ///< the newest release last; more than one when that is not known
};

/// None when TuneD was never set up: neither enabled nor with an active profile.
std::optional<Tuned> read_tuned(const host::Root& root);

/// What TuneD does after the loaders: as tuned/plugins/plugin_sysctl.py, its profile's settings, then the lines of
/// /etc/sysctl.d in the order of names and of /etc/sysctl.conf last. Vendor files play no part in that; /run is empty
/// at boot unless something makes its files again. None when it leaves every value as it is.
std::optional<Stage> stage_of(const Tuned& tuned, const sysctl::Tree& tree);

}  // namespace yama::tuned
