// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "host/root.h"
#include "plan/plan.h"

namespace yama {

/// What became of a plan.
struct Outcome {
  std::vector<std::string> actions;  ///< what was done, in order, in a person's words
  std::vector<std::string> backup_files;
  std::vector<std::string> warnings;
  std::optional<Error> failure;    ///< the step that failed; what was done before it has been taken back
  bool changed_meanwhile = false;  ///< it failed since somebody else changed a file that was to be changed
  bool left_behind = false;        ///< something of it could not be taken back, as `warnings` say
};

/// Carries a plan out: the running kernel first (a value that it refuses is never persisted), then the files, each
/// atomically, then the commands. 3 comes last, as nobody can take it back. When a step fails, everything before it is
/// taken back, as far as the kernel allows.
Outcome apply(const host::Root& root, const Plan& plan, bool backup);

/// Whether the files of a plan may be written, as far as that can be known without writing. Asked before anything is
/// changed, and by check mode, which is to refuse what the real run cannot do.
Done check_writable(const host::Root& root, const Plan& plan);

}  // namespace yama
