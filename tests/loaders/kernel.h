// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace yama::loaders {

/// What the loaders write to: the stand-in, or the real Yama of a User-Mode Linux guest.
class Kernel {
 public:
  Kernel() = default;
  virtual ~Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  /// A directory to bind over the /proc/sys of a root folder.
  [[nodiscard]] virtual const std::string& proc_sys() const = 0;

  /// The state before a loader runs. Throws std::runtime_error when the kernel is locked: only a reboot helps then.
  virtual void reset(int scope) = 0;

  [[nodiscard]] virtual int scope() const = 0;
};

}  // namespace yama::loaders
