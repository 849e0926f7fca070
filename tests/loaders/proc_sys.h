// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>
#include <string>

#include "kernel_file.h"

namespace yama::loaders {

/// A mounted /proc/sys in which kernel/yama/ptrace_scope alone is a file, beside some empty directories that every
/// kernel has. Served by a thread of this process until the end of its life.
class ProcSys {
 public:
  /// Throws std::system_error when FUSE cannot be mounted there.
  explicit ProcSys(const std::string& mount_point);
  ~ProcSys();
  ProcSys(const ProcSys&) = delete;
  ProcSys& operator=(const ProcSys&) = delete;

  KernelFile& file() { return file_; }

 private:
  class Server;
  KernelFile file_;
  std::unique_ptr<Server> server_;
};

}  // namespace yama::loaders
