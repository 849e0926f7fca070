// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/judgement.h"

#include "judge/complianceascode.h"
#include "judge/printed_checks.h"
#include "judge/running_value.h"

namespace yama::judge {

std::vector<Judgement> judgements_of(const Observation& seen) {
  return {judge_by_disa_rhel8(seen),
          judge_by_disa_rhel9(seen),
          judge_by_cis(seen, Scope::kRestricted),
          judge_by_cis(seen, Scope::kNoAttach),
          judge_by_complianceascode(seen),
          judge_by_lynis(seen)};
}

}  // namespace yama::judge
