// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "report/audit.h"

namespace yama {

/// Holds what published checks say against our own judgement: whether they agree, what a check misses that passes, and
/// what satisfies one that has a finding. Of `audit` state, mend and what they rest on are known.
std::vector<HeldJudgement> hold(std::vector<judge::Judgement> judgements, const Audit& audit, const Status& status);

}  // namespace yama
