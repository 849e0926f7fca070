// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>
#include <string>

#include "kernel.h"
#include "kernel_file.h"

namespace yama::loaders {

/// A mounted /proc/sys in which kernel/yama/ptrace_scope alone is a file, beside some empty directories that every
/// kernel has. Served by a thread of this process until the end of its life.
class ProcSys : public Kernel {
 public:
  /// Throws std::system_error when FUSE cannot be mounted there.
  explicit ProcSys(std::string mount_point);
  ~ProcSys() override;

  [[nodiscard]] const std::string& proc_sys() const override { return mount_point_; }
  void reset(int scope) override { file_.reset(scope); }
  [[nodiscard]] int scope() const override { return file_.scope(); }

 private:
  class Server;
  std::string mount_point_;
  KernelFile file_;
  std::unique_ptr<Server> server_;
};

}  // namespace yama::loaders
