// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <string>

namespace yama::loaders {

/// The kernel's side of /proc/sys/kernel/yama/ptrace_scope for a process with CAP_SYS_PTRACE. Written after
/// kernel/sysctl.c (proc_dointvec_minmax and what it calls) and security/yama/yama_lsm.c, with no line in common with
/// the program that is tested: it is the instrument, and is itself held to the recorded writes of real kernels.
class KernelFile {
 public:
  /// Count of bytes that were taken, or -EINVAL.
  ssize_t write(const char* bytes, std::size_t count, off_t position);

  [[nodiscard]] std::string text() const { return std::to_string(scope_) + "\n"; }
  [[nodiscard]] int scope() const { return scope_; }

  /// What only a reboot does.
  void reset(int scope) { scope_ = scope; }

 private:
  std::atomic<int> scope_ = 0;
};

}  // namespace yama::loaders
