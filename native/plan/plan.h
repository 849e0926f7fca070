// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/scope.h"

namespace yama {

/// What stands at a path: nothing, a file's bytes, or a symbolic link.
struct Absent {
  bool operator==(const Absent&) const = default;
};
struct Bytes {
  std::string bytes;
  bool operator==(const Bytes&) const = default;
};
struct Link {
  std::string target;
  bool operator==(const Link&) const = default;
};
using Content = std::variant<Absent, Bytes, Link>;

/// One path to change. Paths are the host's own and end at the file itself, not at a link to it.
struct Edit {
  std::string path;
  Content before;
  Content after;
  std::string purpose;  ///< one clause for `actions`: "comment out /etc/sysctl.d/10-a.conf:3"
};

/// The value that the running kernel is to get.
struct RuntimeWrite {
  std::optional<Scope> before;
  Scope after = Scope::kClassic;
};

/// What it means that a program ends with another status than 0. Whether the value is as expected is judged anyway.
enum class OnFailure { kIgnore, kWarn, kFail };

/// A program of the host to run after the files are in place.
struct Command {
  std::vector<std::string> argv = {};
  std::string purpose = {};
  std::optional<Scope> before = {};    ///< the running kernel's value when it starts
  std::optional<Scope> expected = {};  ///< the running kernel's value afterwards; none: whatever it is
  OnFailure on_failure = OnFailure::kIgnore;
  bool again_when_taken_back = false;  ///< it makes somebody read the files: once more when they are as before
};

/// What a run will do, complete before anything is touched. The diff and check mode are made of nothing else.
struct Plan {
  std::optional<RuntimeWrite> runtime;  ///< carried out first (3: last): what the kernel refuses is never persisted
  std::vector<Edit> edits;              ///< in order: a run may end after any of them (plan/order.h)
  std::vector<Command> commands;
  std::vector<std::string> warnings;
  bool reboot_required = false;

  /// The running kernel gets 3, which nobody can take back.
  [[nodiscard]] bool locks() const { return runtime && runtime->after == Scope::kNoAttach; }

  [[nodiscard]] bool changes_something() const {
    return runtime || !edits.empty() || std::any_of(commands.begin(), commands.end(), [](const Command& command) {
             return command.expected && command.expected != command.before;
           });
  }
};

}  // namespace yama
