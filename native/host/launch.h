// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "kernel/attempt.h"

namespace yama::host {

/// What a child process starts with.
struct Launch {
  std::string program;                   ///< absolute path
  std::vector<std::string> arguments;    ///< without argv[0]
  std::vector<std::string> environment;  ///< "NAME=value"
  int output = -1;                       ///< standard output and standard error; stays the caller's
};

/// Starts a program in a process group of its own: standard input empty, every other descriptor closed, signals as a
/// fresh program expects them; it dies with this thread. Gives its process id, for the caller to wait for. A program
/// that cannot be executed is an errno, and leaves no process.
kernel::Attempt<pid_t> launch(const Launch& start);

}  // namespace yama::host
