// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/verbs.h"

#include <algorithm>
#include <string>

namespace yama::cli {

using namespace std::string_literals;

const std::vector<VerbRow>& verbs() {
  static const std::vector<VerbRow> kVerbs = {
      {.name = "status",
       .operand = "",
       .door = Door::kStatus,
       .fixed = {},
       .help = "the verdict, the value now and at the next boot under each loader, what to do next",
       .example = "yama-ptrace status --scope 1"},
      {.name = "find",
       .operand = "",
       .door = Door::kFind,
       .fixed = {},
       .help = "every definition, and what each loader makes of it",
       .example = "yama-ptrace find --root /mnt/image"},
      {.name = "explain",
       .operand = "",
       .door = Door::kExplain,
       .fixed = {},
       .help = "the way of the value from the kernel's default to the running system",
       .example = "yama-ptrace explain --scope 1"},
      {.name = "set",
       .operand = "SCOPE",
       .door = Door::kSet,
       .fixed = {},
       .help = "put SCOPE in place now and for every boot",
       .example = "yama-ptrace set 1 --check --diff"},
      {.name = "unset",
       .operand = "",
       .door = Door::kUnset,
       .fixed = {},
       .help = "take back everything that this program changed",
       .example = "yama-ptrace unset --check --diff"},
      {.name = "comment-out",
       .operand = "",
       .door = Door::kCommentOut,
       .fixed = {{"persist", "none"s}, {"conflicts", "comment"s}, {"runtime", "skip"s}, {"reload", false}},
       .help = "comment out the definitions that are no package's, or with --scope those of another value",
       .example = "yama-ptrace comment-out --scope 1 --diff"},
      {.name = "reload",
       .operand = "",
       .door = Door::kReload,
       .fixed = {{"persist", "none"s}, {"conflicts", "ignore"s}, {"runtime", "skip"s}, {"reload", true}},
       .help = "have the host's own loader load this key from the files",
       .example = "yama-ptrace reload"},
      {.name = "probe",
       .operand = "",
       .door = Door::kProbe,
       .fixed = {{"probe", true}},
       .help = "find out with real ptrace calls how the kernel behaves",
       .example = "yama-ptrace probe --scope 1"},
  };
  return kVerbs;
}

const VerbRow* find_verb(std::string_view name) {
  const auto found = std::ranges::find(verbs(), name, &VerbRow::name);
  return found == verbs().end() ? nullptr : &*found;
}

}  // namespace yama::cli
