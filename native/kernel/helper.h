// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>

#include "kernel/unique_fd.h"

namespace yama::kernel {

/// A child process that does one piece of work and tells its parent numbers about it. It is killed and reaped at the
/// end of this object's life, and dies with its parent; so do helpers of its own.
class Helper {
 public:
  /// Tells the parent a number; may be called again. False when the parent is gone.
  using Tell = std::function<bool(int)>;

  /// Starts a child that ends when `work` returns.
  explicit Helper(const std::function<void(const Tell&)>& work);
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;
  ~Helper();

  /// Its process id; -1 when it could not be started.
  [[nodiscard]] pid_t process() const { return process_; }

  /// The next number that it told; none when it ended without one, or took longer than the limit.
  [[nodiscard]] std::optional<int> hear(std::chrono::milliseconds limit) const;

 private:
  pid_t process_ = -1;
  UniqueFd told_;
};

/// For the work of a helper: does nothing until it is killed.
[[noreturn]] void sleep_until_killed();

}  // namespace yama::kernel
