// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

namespace yama::sysctl {

// The kernel's scopes, security/yama/yama_lsm.c and Documentation/admin-guide/LSM/Yama.rst.
inline constexpr int kClassic = 0;
inline constexpr int kRestricted = 1;
inline constexpr int kAdminOnly = 2;
inline constexpr int kNoAttach = 3;

/// What a person may write for a scope: "0".."3" or a name (either case; '_' and ' ' count as '-'). None for anything
/// else, "01" and "1.0" included: a person who writes them may mean something else.
std::optional<int> scope_from_text(std::string_view text);

/// The kernel's side of a write(2) to the sysctl file.
enum class WriteEffect {
  kSet,      ///< the value is in the kernel now
  kNothing,  ///< write returned 0 and changed nothing (no bytes)
  kRefused,  ///< EINVAL
};
struct KernelWrite {
  WriteEffect effect = WriteEffect::kRefused;
  int value = 0;  ///< only for kSet
};

/// What the kernel does with these bytes (proc_dointvec_minmax, kernel/sysctl.c: blanks, base 0, rest of the line
/// ignored after a blank), while `current` is in force: at 3, min and max are 3 (yama_dointvec_minmax).
KernelWrite kernel_write(std::string_view bytes, std::optional<int> current);

}  // namespace yama::sysctl
