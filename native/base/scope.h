// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yama {

/// A value of kernel.yama.ptrace_scope, security/yama/yama_lsm.c and Documentation/admin-guide/LSM/Yama.rst; the kernel
/// knows no other. They are ordered: a greater one is stricter.
enum class Scope : signed char {
  kClassic,     ///< 0: whatever may send a signal to a process may trace it
  kRestricted,  ///< 1: only its ancestors may, and those that it names with PR_SET_PTRACER
  kAdminOnly,   ///< 2: only CAP_SYS_PTRACE may
  kNoAttach,    ///< 3: nobody may, and nobody can lower the value until the next boot
};

inline constexpr Scope kAllScopes[] = {Scope::kClassic, Scope::kRestricted, Scope::kAdminOnly, Scope::kNoAttach};

/// The number, as the kernel shows it: "0" to "3".
constexpr int number_of(Scope scope) { return static_cast<int>(scope); }
inline std::string to_string(Scope scope) { return std::to_string(number_of(scope)); }

/// Its name among people: "classic", "restricted", "admin-only", "no-attach".
constexpr std::string_view name_of(Scope scope) {
  switch (scope) {  // no default: the compiler asks for every name
    case Scope::kClassic:
      return "classic";
    case Scope::kRestricted:
      return "restricted";
    case Scope::kAdminOnly:
      return "admin-only";
    case Scope::kNoAttach:
      return "no-attach";
  }
  return {};
}

/// The scope of a number; none for a number that is none.
constexpr std::optional<Scope> scope_of(long long number) {
  return number >= 0 && number <= number_of(Scope::kNoAttach) ? std::optional{static_cast<Scope>(number)}
                                                              : std::nullopt;
}

/// The scope of exactly one digit, as programs write it; none for anything else.
std::optional<Scope> scope_from_digit(std::string_view text);

/// What a person may write for a scope: "0".."3" or its name (in either case; '_' and ' ' count as '-'). None for
/// anything else, "01" and "1.0" included: a person who writes them may mean something else.
std::optional<Scope> scope_from_text(std::string_view text);

}  // namespace yama
