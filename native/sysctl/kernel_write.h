// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

#include "base/scope.h"

namespace yama::sysctl {

/// The kernel's side of a write(2) to the sysctl file.
enum class WriteEffect {
  kSet,      ///< the value is in the kernel now
  kNothing,  ///< write returned 0 and changed nothing (no bytes)
  kRefused,  ///< EINVAL
};
struct KernelWrite {
  WriteEffect effect = WriteEffect::kRefused;
  Scope value = Scope::kClassic;  ///< only for kSet
};

/// What the kernel does with these bytes (proc_dointvec_minmax, kernel/sysctl.c: blanks, base 0, rest of the line
/// ignored after a blank), while `current` is in force: at 3, min and max are 3 (yama_dointvec_minmax).
KernelWrite kernel_write(std::string_view bytes, std::optional<Scope> current);

}  // namespace yama::sysctl
