// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// What a line is to the loader that reads it.
enum class Kind {
  kAssignment,  ///< names the key itself
  kGlob,        ///< a pattern with a value that matches the key
  kExclusion,   ///< "-key" or "-pattern" without a value
  kInvalid,     ///< names the key, but the kernel refuses its value, or the loader cannot use the line
};

/// What became of a definition when a loader ran.
enum class Fate {
  kWins,        ///< its value is the one that stays; or it is the exclusion because of which no value is set
  kOverridden,  ///< replaced by, or written before, another
  kShadowed,    ///< its file is hidden by one of the same name in a stronger directory
  kIgnored,     ///< read, but without effect: refused value, excluded, not a glob for this release, lock at 3
  kUnread,      ///< the loader never reads this file or this part of it
};

/// A definition: a line that assigns, globs or excludes the key, as one loader sees it.
struct Definition {
  std::string entry;       ///< the path under which the loader met it: a key of Tree::entries
  std::string file;        ///< the path where links end: a key of Tree::files
  std::size_t line = 0;    ///< 1-based, counted by '\n' as editors do
  std::size_t offset = 0;  ///< of the definition's first byte in the file (a bare CR or NUL starts a line for systemd)
  std::size_t length = 0;  ///< in bytes, without the line's end
  Kind kind = Kind::kAssignment;
  std::optional<Scope> value;  ///< what the kernel would make of it; none for exclusions and refused values
  Fate fate = Fate::kIgnored;
  bool written = false;  ///< its value was in the kernel for a while at least
  std::string reason;    ///< one clause for a person: why this fate ("shadowed by /etc/sysctl.d/50-a.conf")
};

/// What a run of one loader over a Tree leaves in the kernel.
struct Prediction {
  /// The value that stays; none when nothing sets it (the value from before stays).
  std::optional<Scope> value;
  /// 3 is written somewhere on the way, so that nothing later can lower it.
  bool locks = false;
  /// Index into definitions of the one that gives `value`; none when nothing does.
  std::optional<std::size_t> winner;
  /// Every definition in any file of the Tree, in the order in which the loader reads them; those that it never reads
  /// last.
  std::vector<Definition> definitions;
  /// What an administrator should know although it does not change the value: a line that is too long and hides the
  /// rest of its file, a file that could not be read.
  std::vector<std::string> notes;
  /// A file that this process could not read takes part: the prediction may be wrong.
  bool uncertain = false;
  /// It is uncertain for no other reason than what other keys make of their values, which decides for busybox.
  bool rests_on_other_keys = false;
};

/// The bytes of a definition's line, without its end.
std::string_view text_of(const Tree& tree, const Definition& definition);

}  // namespace yama::sysctl
