// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yama::unit {

/// A file that a command line has run as a script.
struct NamedScript {
  std::string path;         ///< as written: absolute, or a name to be looked for in the PATH
  std::string interpreter;  ///< "python3"; empty when the file itself is run
  bool alone = true;        ///< the command runs it and nothing else, whatever happens

  bool operator==(const NamedScript&) const = default;
};

/// The files that a command line of a unit may run as scripts, specifiers replaced: its program, what an interpreter or
/// a program such as nice(1) is given, and the programs of the text of `sh -c`.
std::vector<NamedScript> scripts_of(std::string_view command);

/// The files that such a path may be, the first that there is: a name alone is looked for in systemd's own PATH.
/// Source: systemd src/basic/path-util.h DEFAULT_PATH.
std::vector<std::string> places_of(std::string_view path);

}  // namespace yama::unit
