// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/unique_fd.h"

namespace yama::initrd {

/// A shell's pipeline of the running system whose output is read while it runs, as no file of this size fits into
/// memory twice. Killed with all that it started when it is destroyed.
class Pipeline {
 public:
  /// Starts `sh -c SCRIPT sh ARGUMENTS...`, with an empty standard input. `limit` is for the whole of it.
  static Result<Pipeline> start(std::string_view script, const std::vector<std::string>& arguments,
                                std::chrono::milliseconds limit);
  ~Pipeline();
  Pipeline(Pipeline&& other) noexcept;
  Pipeline& operator=(Pipeline&&) = delete;
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// The next piece of output, valid until the next call; empty at its end. Fails when the time is over.
  Result<std::string_view> read();

 private:
  using Clock = std::chrono::steady_clock;
  Pipeline(pid_t process, kernel::UniqueFd output, Clock::time_point deadline);

  pid_t process_;
  kernel::UniqueFd output_;
  Clock::time_point deadline_;
  std::string buffer_;
};

}  // namespace yama::initrd
