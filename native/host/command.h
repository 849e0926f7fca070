// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace yama::host {

struct CommandResult {
  int exit_status = 0;  ///< of exit(3); 128 + N when signal N ended it
  bool timed_out = false;
  /// Standard output and standard error in the order in which they were written; what comes after
  /// limit::kOutput is left out, which is said at its end.
  std::string output;
};

/// Runs a program of the running system to its end, without a shell, with an empty standard input and the environment
/// PATH=<the system's directories>, LC_ALL=C and nothing else. `argv` is not empty; argv[0] is an absolute path, or a
/// name that is looked up in the system's directories. After `limit` the program and all that it started are killed.
/// Fails only when it cannot be started; a program that fails is a result.
Result<CommandResult> run_command(const std::vector<std::string>& argv, std::chrono::milliseconds limit);

}  // namespace yama::host
