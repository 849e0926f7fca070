// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "report/audit.h"

namespace yama {

/// Holds what published checks say against our own judgement: whether they agree, what a check misses that passes, and
/// what satisfies one that has a finding. Of `audit` state, mend and what they rest on are known; `root_option` is what
/// commands about this host end with.
std::vector<HeldJudgement> hold(std::vector<judge::Judgement> judgements, const Audit& audit, const Status& status,
                                const std::string& root_option);

}  // namespace yama
