// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sysctl/build.h"
#include "sysctl/lines.h"
#include "sysctl/loader.h"
#include "sysctl/script.h"

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

/// Which spellings of a key are one option to systemd-sysctl's table.
enum class Spellings {
  kSimplified,  ///< all that path_simplify() makes equal; the value is written to the simplified path (systemd 245)
  kPaths,       ///< those that path_compare() finds equal: repeated slashes only (systemd 238 to 242)
  kBytes,       ///< none but the same bytes, '.' and '/' exchanged (systemd before 238, 243 and 244)
};

/// How a loader takes lines from a file.
enum class Reading {
  kWholeLines,   ///< read_line() of systemd, getline(3)
  kShortPieces,  ///< fgets(3) into a buffer: a longer line is cut, the rest is a line of its own
};

/// What the builds of a loader do differently, as data. One row a range of builds that behave alike.
/// A field says what is true of the newest release unless the row says otherwise.
struct Behaviour {
  Loader loader = Loader::kSystemd;
  /// The first release with this behaviour, e.g. "252", or the first build of a vendor's, e.g. "239-57.el8"; the rows
  /// of the loader's authors come first, in this order.
  std::string_view since;
  BuildRange builds = {};
  std::string_view source = {};  ///< the commit, patch or package that brought what is new in the row

  // Both loaders.
  Reading reading = Reading::kWholeLines;  ///< systemd 236, procps 3.3.13
  Dash dash = Dash::kExcludes;
  bool globs = true;                    ///< systemd 245, procps 4.0.0
  bool lib_directory = false;           ///< /lib/sysctl.d: procps; systemd in builds for a split /usr, until 255
  bool broken_link_takes_name = false;  ///< a link that cannot be followed still shadows: procps; systemd until 258

  // systemd-sysctl.
  Spellings spellings = Spellings::kSimplified;
  LineEnds line_ends = LineEnds::kNewlineReturnOrNul;  ///< a bare CR ends a line since systemd 240, a NUL since 236
  bool directory_takes_name = true;                    ///< a directory x.conf shadows since systemd 239
  bool ordered_table = true;                           ///< options are written in the order of their lines: systemd 232
  bool semicolon_comments = false;                     ///< gone with conf_file_read() in systemd 258
  bool dot_dot_resolves = false;                       ///< sysctl_write() refuses ".." since systemd 250
  bool leading_dot_dot_is_dropped = true;  ///< path_simplify() makes "/../kernel" "/kernel" since systemd 255
  bool credential = true;                  ///< sysctl.extra is read after all files since systemd 252

  // procps.
  bool hidden_names = false;                ///< names that begin with '.' are read
  bool names_are_patterns = false;          ///< every name is opened through glob(3), src/sysctl.c Preload()
  bool sysctl_conf_last = false;            ///< /etc/sysctl.conf is read after all directories; RHEL 7's systemd too
  Grammar grammar = Grammar::kFirstEquals;  ///< procps 4.0.0
  bool run_before_etc = false;              ///< /run/sysctl.d is the strongest until procps 3.3.16
  bool exclusion_patterns = true;           ///< "-pattern" excludes by fnmatch(3) since procps 4.0.5

  // busybox.
  bool exchanges_separators = true;  ///< "a.b/c" is "a/b.c" since busybox 1.31

  /// Has the program load its files one by one; null: the program goes through them by itself.
  const Script* script = nullptr;

  bool operator==(const Behaviour&) const = default;
};

/// All known behaviours of each loader, the oldest first.
std::span<const Behaviour> systemd_behaviours();
std::span<const Behaviour> procps_behaviours();
std::span<const Behaviour> busybox_behaviours();

/// The behaviours that a build may have (sysctl/build.h has the texts). A release of the authors' has one ("252.39",
/// "4.0.2-3"; one older than all known has the oldest); a vendor's build has more than one when the text does not tell
/// between which of its changes it was made ("239 el8"), and one of an unknown vendor all that builds of the release
/// have. For a text that is empty or not understood: all of the authors' from systemd 247 and procps 3.3.17 on, or
/// those of the vendor that it names.
///
/// A build with a script's word ("4.0.4 void") is run by that script. busybox has no order of its own, so that without
/// a word it is Alpine's script that runs it, and for "anyscript" each that is known.
std::vector<Behaviour> behaviours_of(Loader loader, std::string_view build);

}  // namespace yama::sysctl
