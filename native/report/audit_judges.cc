// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/audit_judges.h"

#include <algorithm>
#include <string>
#include <utility>

#include "status/words.h"
#include "sysctl/paths.h"

namespace yama {
namespace {

using judge::Answer;
using judge::Blame;
using judge::Judgement;

constexpr std::string_view kWaiver = ", or ask for a waiver";

bool is_right(AuditState state) { return state == AuditState::kCompliant || state == AuditState::kCompliantWithDoubts; }

bool judges_at_all(AuditState state) { return state != AuditState::kNotApplicable && state != AuditState::kUnknown; }

/// What a check overlooks that passes a host which is not right.
std::string misses_of(const Audit& audit, const Verdict& verdict) {
  if (!verdict.runtime_fault.empty()) {
    return "it takes the running kernel's value for right, and " + to_string(verdict.scope) +
           (verdict.minimum ? " or stricter" : "") + " is wanted";
  }
  const auto& reasons = verdict.boot_faults.empty() ? audit.reasons : verdict.boot_faults;
  return reasons.empty() ? std::string{} : "it does not see that " + reasons.front();
}

/// Whether the line at fault sets what is wanted, in a form that the check does not take.
bool is_in_another_form(const Judgement& judgement, const Status& status) {
  return std::ranges::any_of(status.definitions, [&](const FoundDefinition& found) {
    return (found.entry == judgement.file || found.file == judgement.file) && found.line == judgement.line &&
           found.value == status.verdict->scope;
  });
}

std::string to_do_about_line(const Judgement& judgement, const Status& status, const std::string& root_option) {
  const std::string place = place_text(judgement.file, judgement.line);
  const std::string scope = to_string(status.verdict->scope);
  if (is_in_another_form(judgement, status)) {
    return "write " + place + " as 'kernel.yama.ptrace_scope = " + scope + "'" + std::string{kWaiver};
  }
  const bool of_package = sysctl::belongs_to_package(judgement.file);
  return "run yama-ptrace comment-out --scope " + scope + (of_package ? " --vendor-files edit" : "") + root_option +
         ", which comments out " + place + std::string{kWaiver};
}

std::string to_do_about_no_line(const Status& status, const std::string& root_option) {
  const std::string scope = to_string(status.verdict->scope);
  return status.verdict->scope == Scope::kNoAttach
             ? "run yama-ptrace set 3 --persist boot_unit --maintenance-line plain" + root_option + std::string{kWaiver}
             : "have the line 'kernel.yama.ptrace_scope = " + scope + "' in a file in /etc/sysctl.d" +
                   std::string{kWaiver};
}

bool takes(const Judgement& judgement, Scope scope) {
  return scope == Scope::kRestricted || (judgement.wants == "1 to 3" && scope > Scope::kRestricted);
}

/// What satisfies a check that finds fault with a host which is right.
std::string to_do_on_right_host(const Judgement& judgement, const Status& status, const std::string& root_option) {
  const Verdict& verdict = *status.verdict;
  const bool lock_by_unit = verdict.scope == Scope::kNoAttach && judgement.blame == Blame::kNoLine;
  if (!takes(judgement, verdict.scope) || (judgement.blame == Blame::kRunning && !lock_by_unit)) {
    return "ask for a waiver: the check wants " + judgement.wants + ", and this host is to have " +
           to_string(verdict.scope) + (verdict.minimum ? " or stricter" : "");
  }
  return judgement.blame == Blame::kLine ? to_do_about_line(judgement, status, root_option)
                                         : to_do_about_no_line(status, root_option);
}

HeldJudgement held(Judgement judgement, const Audit& audit, const Status& status, const std::string& root_option) {
  HeldJudgement result;
  const bool right = is_right(audit.state);
  const bool passes = judgement.answer == Answer::kPass;
  const bool judges = judges_at_all(audit.state) && (passes || judgement.answer == Answer::kFinding);
  if (judges) {
    result.agrees = passes == right;
    result.misses = passes && !right ? misses_of(audit, *status.verdict) : std::string{};
  }
  if (judgement.answer == Answer::kError && judgement.blame == Blame::kLine) {
    result.to_do = "leave nothing but the value behind '=' in " + place_text(judgement.file, judgement.line);
  } else if (judgement.answer == Answer::kError && judgement.blame == Blame::kBytes) {
    result.to_do = "write " + place_text(judgement.file, judgement.line) + " in UTF-8";
  } else if (judges && !passes) {
    result.to_do = right        ? to_do_on_right_host(judgement, status, root_option)
                   : audit.mend ? audit.mend->text
                                : std::string{};
  }
  result.judgement = std::move(judgement);
  return result;
}

}  // namespace

std::vector<HeldJudgement> hold(std::vector<Judgement> judgements, const Audit& audit, const Status& status,
                                const std::string& root_option) {
  std::vector<HeldJudgement> result;
  result.reserve(judgements.size());
  for (Judgement& judgement : judgements) {
    result.push_back(held(std::move(judgement), audit, status, root_option));
  }
  return result;
}

}  // namespace yama
