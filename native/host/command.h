// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace yama::host {

/// A program of the running system, started without a shell, with an empty standard input and the environment
/// PATH=<the system's directories>, LC_ALL=C and nothing else.
struct Command {
  std::vector<std::string>
      argv;  ///< not empty; argv[0] is an absolute path, or a name that is looked up in the system's directories
  std::chrono::milliseconds limit = std::chrono::seconds{30};  ///< then the program and all it started are killed
  std::size_t output_limit = std::size_t{64} << 10;            ///< output beyond it is read and dropped
};

struct CommandResult {
  int exit_status = 0;  ///< of exit(3); 128 + N when signal N ended it
  bool timed_out = false;
  bool truncated = false;  ///< output_limit was reached
  std::string output;      ///< standard output and standard error in the order in which they were written
};

/// Runs a program to its end. Fails only when it cannot be started; a program that fails is a result.
Result<CommandResult> run_command(const Command& command);

}  // namespace yama::host
