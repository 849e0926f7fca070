// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string_view>

namespace yama::sysctl {

/// A script of an init that has `sysctl -p FILE` load one file after the other, where the program's own order
/// (systemd-sysctl, `sysctl --system`) is not used.
struct Script {
  enum class Skips {
    kNothing,
    kSameNameInEtcOrRun,  ///< a file that /etc or /run has as a regular file too; one of /etc that /run has
    kTakenNames,          ///< all but the first of a name; the files are then read by name, across directories
  };

  std::string_view word;                    ///< in the text of a build: "alpine"
  std::string_view title;                   ///< in sentences: "Alpine's sysctl script"
  std::string_view source;                  ///< where it was read
  std::span<const std::string_view> order;  ///< directories, and "/etc/sysctl.conf"
  Skips skips = Skips::kNothing;
  bool wants_regular_file = false;  ///< `test -f`, where others have `test -e`
  bool reads_lines_itself = false;  ///< by sed and read, each line to `sysctl -w`: OpenRC where sysctl is not procps'
};

/// All that are known. A host that runs another has any of them.
std::span<const Script> known_scripts();

/// The script of that word; null when none has it.
const Script* script_of(std::string_view word);

/// What a script does, as far as its text tells.
struct ScriptText {
  enum class Does {
    kNothing,     ///< it does not run sysctl
    kRunsSystem,  ///< `sysctl --system`, the program's own order
    kRunsScript,  ///< the order of a known script
    kNotKnown,    ///< it runs sysctl in an order that is not known
  };
  Does does = Does::kNothing;
  const Script* script = nullptr;  ///< of kRunsScript
};

/// Reads a shell script of an init. `has_system`: the sysctl that it runs knows --system (procps does, busybox does
/// not), which decides what newer releases of OpenRC do and what is left undone by older ones.
ScriptText read_script(std::string_view text, bool has_system);

}  // namespace yama::sysctl
