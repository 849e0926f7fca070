// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace yama::kernel {

/// One task that is being traced at this moment. Names are bytes chosen by their programs: who shows them cleans
/// them.
struct Traced {
  pid_t process = 0;
  pid_t task = 0;           ///< equal to process for its first thread
  std::string name;         ///< comm of the task
  pid_t tracer = 0;         ///< 0 is never here
  std::string tracer_name;  ///< comm, empty when the tracer is gone or hidden
  std::string tracer_exe;   ///< where /proc/PID/exe points, empty when it may not be read
};

struct Tracers {
  std::vector<Traced> traced;  ///< by process, then by task
  std::size_t tasks = 0;       ///< tasks looked at
  std::size_t unreadable = 0;  ///< tasks whose status could not be read; those that ended meanwhile do not count
};

/// The TracerPid of the text of a /proc/PID/status, 0 for none; no value when the text has no such line.
std::optional<pid_t> tracer_in(std::string_view status);

/// Who traces whom now: TracerPid of every task under `proc`.
Result<Tracers> read_tracers(const std::string& proc = "/proc");

}  // namespace yama::kernel
