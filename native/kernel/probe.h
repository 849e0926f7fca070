// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "base/scope.h"

namespace yama::kernel {

/// What the kernel said to one tracing attempt.
enum class Answer {
  kAllowed,
  kRefused,   ///< EPERM
  kNotAsked,  ///< this process cannot make the attempt: it has no CAP_SYS_PTRACE to try with
  kOther,     ///< any other errno, or the attempt could not be set up; ProbeAnswers::trouble says what
};

/// The four observations, each made in fresh children of this process. Source: security/yama/yama_lsm.c.
///   scope | traceme, privileged | traceme | sibling | consenting sibling
///     0   |         yes         |   yes   |   yes   |   yes
///     1   |         yes         |   yes   |   no    |   yes
///     2   |         yes         |   no    |   no    |   no
///     3   |         no          |   no    |   no    |   no
struct ProbeAnswers {
  Answer traceme_privileged = Answer::kNotAsked;  ///< PTRACE_TRACEME with CAP_SYS_PTRACE
  Answer traceme = Answer::kOther;                ///< PTRACE_TRACEME without the capability
  Answer sibling = Answer::kOther;                ///< PTRACE_SEIZE of a sibling of the same user, without it
  Answer consenting = Answer::kOther;             ///< the same, the sibling said PR_SET_PTRACER_ANY (all may trace it)
  std::string trouble;                            ///< why an answer is kOther, or who already traces this process
};

/// What the kernel behaves like.
struct ProbeVerdict {
  std::optional<Scope> scope;  ///< "behaves as scope N"; none when inconclusive
  bool two_or_three = false;   ///< without privilege scope 2 and 3 look alike
  std::string text;  ///< one clause: "behaves as scope 1", "behaves as scope 2 or 3 (...)", "inconclusive: ..."
};

/// The table above, read backwards. Pure.
ProbeVerdict judge(const ProbeAnswers& answers);

/// Makes the four attempts. Never writes the sysctl, leaves no process behind, takes some milliseconds and at most
/// a few seconds. Every refusal makes the kernel log one "ptrace attach" line.
ProbeAnswers ask_kernel();

}  // namespace yama::kernel
