// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/running_value.h"

#include <utility>

#include "judge/systems.h"

namespace yama::judge {
namespace {

std::string wanted_text(Scope least, Scope most) {
  return least == most ? to_string(least) : to_string(least) + " to " + to_string(most);
}

}  // namespace

std::string running_text(const Observation& seen) {
  return seen.runtime.value ? "the running kernel has " + to_string(*seen.runtime.value)
                            : std::string{"the running kernel shows no value"};
}

std::optional<Ending> end_by_running_value(const Observation& seen, Scope least, Scope most) {
  if (seen.image) {
    return Ending{.answer = Answer::kNotApplicable,
                  .why = "it looks at the running kernel, which a folder does not have"};
  }
  const auto value = seen.runtime.value;
  if (value && *value >= least && *value <= most) {
    return std::nullopt;
  }
  return Ending{.answer = Answer::kFinding,
                .blame = Blame::kRunning,
                .why = running_text(seen) + ", and the check wants " + wanted_text(least, most)};
}

Judgement judge_by_disa_rhel8(const Observation& seen) {
  Judgement check{.id = "disa_rhel8",
                  .name = "DISA STIG for RHEL 8",
                  .controls = {"RHEL-08-040282", "V-230546"},
                  .applies = is_rhel(seen.system, "8")};
  auto ending = end_by_running_value(seen, Scope::kRestricted, Scope::kRestricted);
  return ended(std::move(check), ending ? *std::move(ending) : Ending{.why = running_text(seen)});
}

Judgement judge_by_lynis(const Observation& seen) {
  Judgement check{.id = "lynis", .name = "Lynis", .controls = {"KRNL-6000"}, .wants = "1 to 3"};
  if (!seen.image && !seen.runtime.value) {
    return ended(std::move(check), {.answer = Answer::kNotApplicable,
                                    .why = "the running kernel does not have the parameter, so it is passed over"});
  }
  auto ending = end_by_running_value(seen, Scope::kRestricted, Scope::kNoAttach);
  return ended(std::move(check), ending ? *std::move(ending) : Ending{.why = running_text(seen)});
}

}  // namespace yama::judge
