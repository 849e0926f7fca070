// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/judgement.h"

#include "cli/fit.h"

namespace yama::cli {

Goal judged_by(const Verdict& verdict) {
  return verdict.not_applicable.empty() ? Goal{.scope = verdict.scope, .minimum = verdict.minimum} : Goal{};
}

Style style_of_value(const Goal& goal, std::optional<Scope> value, bool decides) {
  if (!goal.scope) {
    return Style::kPlain;
  }
  const bool right = goal.accepts(value);
  return !decides ? (right ? Style::kPlain : Style::kDoubtful) : right ? Style::kGood : Style::kBad;
}

Style style_of_verdict(const Verdict& verdict) {
  if (!verdict.not_applicable.empty()) {
    return Style::kTitle;
  }
  const bool certain = verdict.unknown.empty() && verdict.doubts.empty();
  return verdict.faulty() ? Style::kBad : certain ? Style::kGood : Style::kDoubtful;
}

std::string words_for_verdict(const Verdict& verdict) {
  if (!verdict.not_applicable.empty()) {
    return "NOT APPLICABLE";
  }
  std::string words = verdict.faulty() ? "WRONG for " : verdict.unknown.empty() ? "right for " : "NOT KNOWN for ";
  words += to_string(verdict.scope) + (verdict.minimum ? " or stricter" : "");
  return words + (verdict.compliant() && !verdict.doubts.empty() ? ", with doubts" : "");
}

std::string_view meaning_of(Scope scope) {
  switch (scope) {  // no default: the compiler asks for every one
    case Scope::kClassic:
      return "classic: all of the same user";
    case Scope::kRestricted:
      return "restricted: only descendants";
    case Scope::kAdminOnly:
      return "admin-only: needs CAP_SYS_PTRACE";
    case Scope::kNoAttach:
      return "no-attach: nobody, until a reboot";
  }
  return {};
}

std::string command_text(std::string_view command, const View& view) {
  return (view.with_sudo ? "sudo " : "") + one_line(command);
}

}  // namespace yama::cli
