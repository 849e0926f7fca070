// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "judge/judgement.h"
#include "observe/observation.h"
#include "plan/fix.h"
#include "request/request.h"
#include "status/status.h"

namespace yama {

/// How a host stands, for whoever looks at many. Part of the machine interface: docs/schemas/audit-1.schema.json.
enum class AuditState {
  kCompliant,
  kCompliantWithDoubts,
  kDriftsAtReboot,  ///< right now, and wrong at the next boot
  kNonCompliant,
  kLockedStricter,  ///< the running kernel has 3 and a lower scope is wanted: only a reboot lowers it
  kNotApplicable,   ///< a container
  kUnknown,         ///< nothing is claimed
};

inline constexpr AuditState kAuditStates[] = {
    AuditState::kCompliant,    AuditState::kCompliantWithDoubts, AuditState::kDriftsAtReboot,
    AuditState::kNonCompliant, AuditState::kLockedStricter,      AuditState::kNotApplicable,
    AuditState::kUnknown,
};

std::string_view word_for(AuditState state);

/// What a published check says, held against our own judgement.
struct HeldJudgement {
  judge::Judgement judgement;
  std::optional<bool> agrees = {};  ///< none where one of the two does not judge
  std::string misses = {};          ///< what it does not look at, where it passes a host that is not right
  std::string to_do = {};           ///< what satisfies it, where it has a finding
};

/// One step of the value through the next boot.
struct WayStep {
  std::string what = {};
  std::optional<Scope> value = {};
  std::string file = {};
  std::size_t line = 0;
  std::string text = {};
  std::string remark = {};
  std::string_view effect = {};  ///< sets, outranked, shadowed, locks, perhaps, nothing
  std::optional<sysctl::Loader> loader = {};
};

/// The audit record of one host, beside what the status has.
struct Audit {
  struct Mend {
    std::string command = {};  ///< empty where no one command does it
    std::string text = {};
    bool reboot = false;
  };
  std::time_t time = 0;  ///< when the host was observed, by its own clock
  System system = {};
  std::string init = {};  ///< empty where it is not known
  AuditState state = AuditState::kUnknown;
  std::string summary = {};
  std::vector<std::string> reasons = {};
  std::vector<std::string> doubts = {};
  std::optional<Mend> mend = {};
  std::vector<WayStep> way = {};
  std::vector<HeldJudgement> judges = {};
};

/// The state of a status that has a verdict.
AuditState audit_state_of(const Status& status);

/// Of a status that has a verdict; `fix` is what mends it by the same scope, `request` asked for it, `time` is
/// when the host was observed.
Audit audit_of(const Observation& seen, const Status& status, const Fix& fix, const Request& request, std::time_t time);

}  // namespace yama
