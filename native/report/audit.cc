// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/audit.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "report/audit_judges.h"
#include "report/audit_way.h"
#include "status/words.h"

namespace yama {
namespace {

/// "1", "1 or stricter"
std::string wanted_text(const Verdict& verdict) {
  return to_string(verdict.scope) + (verdict.minimum ? " or stricter" : "");
}

/// The first of some sentences, and how many more there are.
std::string first_of(const std::vector<std::string>& sentences) {
  if (sentences.empty()) {
    return {};
  }
  const std::size_t more = sentences.size() - 1;
  return sentences.front() + (more == 0 ? "" : " (and " + std::to_string(more) + " more)");
}

std::string locked_text(const Verdict& verdict) {
  std::string text = "locked at 3, and " + wanted_text(verdict) + " is wanted: only a reboot lowers it, and ";
  if (!verdict.boot_faults.empty()) {
    return text + "the next boot is wrong too: " + first_of(verdict.boot_faults);
  }
  return text + (verdict.unknown.empty() ? "the next boot has " + wanted_text(verdict)
                                         : "what the next boot has is not known: " + verdict.unknown);
}

std::string summary_of(AuditState state, const Status& status) {
  const Verdict& verdict = *status.verdict;
  const std::string wanted = wanted_text(verdict);
  std::string right = "right for " + wanted + (status.image ? "" : ", in the running kernel and") + " at the next boot";
  switch (state) {
    case AuditState::kCompliant:
      return right;
    case AuditState::kCompliantWithDoubts:
      return right + ", with doubts: " + first_of(verdict.doubts);
    case AuditState::kDriftsAtReboot:
      return "right for " + wanted + " until the next boot: " + first_of(verdict.boot_faults);
    case AuditState::kNonCompliant:
      return "wrong for " + wanted + ": " + first_of(reasons_of(verdict));
    case AuditState::kLockedStricter:
      return locked_text(verdict);
    case AuditState::kNotApplicable:
      return "not applicable: " + verdict.not_applicable;
    case AuditState::kUnknown:
      return "not known for " + wanted + ": " + verdict.unknown;
  }
  return {};
}

std::optional<Audit::Mend> mend_of(AuditState state, const Fix& fix) {
  if (state == AuditState::kCompliant || state == AuditState::kCompliantWithDoubts ||
      state == AuditState::kNotApplicable) {
    return std::nullopt;
  }
  Audit::Mend mend;
  std::vector<std::string> steps;
  steps.reserve(fix.steps.size());
  std::size_t commands = 0;
  for (const Fix::Step& step : fix.steps) {
    steps.push_back(step.is_command ? "run " + step.text : step.text);
    mend.reboot = mend.reboot || step.text == "reboot";
    commands += step.is_command ? 1 : 0;
    mend.command = step.is_command ? step.text : mend.command;
  }
  mend.command = commands == 1 ? mend.command : std::string{};
  mend.text = steps.empty() ? fix.why_not : join(steps, ", then ");
  return mend.text.empty() ? std::nullopt : std::optional{std::move(mend)};
}

std::string init_of(const Platform& platform) {
  switch (platform.init.kind) {
    case InitSystem::Kind::kSystemd:
      return "systemd";
    case InitSystem::Kind::kNone:
      return {};
    case InitSystem::Kind::kSysv:
    case InitSystem::Kind::kOpenrc:
    case InitSystem::Kind::kRunit:
    case InitSystem::Kind::kOther:
      return platform.init.text;
  }
  return {};
}

}  // namespace

std::string_view word_for(AuditState state) {
  switch (state) {
    case AuditState::kCompliant:
      return "compliant";
    case AuditState::kCompliantWithDoubts:
      return "compliant_with_doubts";
    case AuditState::kDriftsAtReboot:
      return "drifts_at_reboot";
    case AuditState::kNonCompliant:
      return "non_compliant";
    case AuditState::kLockedStricter:
      return "locked_stricter";
    case AuditState::kNotApplicable:
      return "not_applicable";
    case AuditState::kUnknown:
      return "unknown";
  }
  return {};
}

AuditState audit_state_of(const Status& status) {
  const Verdict& verdict = *status.verdict;
  if (!verdict.not_applicable.empty()) {
    return AuditState::kNotApplicable;
  }
  if (!verdict.runtime_fault.empty()) {
    const bool locked = status.runtime.value == Scope::kNoAttach;
    return locked ? AuditState::kLockedStricter : AuditState::kNonCompliant;
  }
  if (!verdict.boot_faults.empty()) {
    return status.image ? AuditState::kNonCompliant : AuditState::kDriftsAtReboot;
  }
  if (!verdict.unknown.empty()) {
    return AuditState::kUnknown;
  }
  return verdict.doubts.empty() ? AuditState::kCompliant : AuditState::kCompliantWithDoubts;
}

Audit audit_of(const Observation& seen, const Status& status, const Fix& fix, const Request& request,
               std::time_t time) {
  Audit audit{.time = time,
              .system = seen.system,
              .init = init_of(seen.platform),
              .state = audit_state_of(status),
              .reasons = reasons_of(*status.verdict),
              .way = way_of(status)};
  if (audit.state != AuditState::kNotApplicable) {  // else the next boot is another's
    audit.doubts = status.verdict->doubts;
  }
  audit.summary = summary_of(audit.state, status);
  audit.mend = mend_of(audit.state, fix);
  if (audit.state == AuditState::kUnknown && status.verdict->unseen) {
    audit.mend = Audit::Mend{.text = seen.as_root ? "find out what forbids it to be read" : "ask again as root"};
  }
  audit.judges = hold(judge::judgements_of(seen), audit, status, root_option(request));
  return audit;
}

}  // namespace yama
