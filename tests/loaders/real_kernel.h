// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "kernel.h"

namespace yama::loaders {

/// The running kernel's own Yama. Only for the first process of a User-Mode Linux guest.
class RealKernel : public Kernel {
 public:
  [[nodiscard]] const std::string& proc_sys() const override { return proc_sys_; }
  void reset(int scope) override;
  [[nodiscard]] int scope() const override;

 private:
  std::string proc_sys_ = "/proc/sys";
};

/// What an init system does first: /proc, a /tmp in memory, and the module for overlays.
void set_up_guest();

/// Ends the guest.
[[noreturn]] void power_off();

}  // namespace yama::loaders
