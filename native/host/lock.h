// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>

#include "base/limits.h"
#include "base/result.h"
#include "host/root.h"

namespace yama::host {

/// Held while a run observes and changes a host, so that two runs at once do not interleave. Gone with the process,
/// however it ends.
class Lock {
 public:
  /// Waits at most `limit` for another run. The running system's lock is the file /run/yama-ptrace.lock, which only
  /// root may open; an image's, and that of a system whose /run cannot be written, is its root directory.
  static Result<Lock> acquire(const Root& root, std::chrono::milliseconds limit = limit::kLockTime);

 private:
  explicit Lock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace yama::host
