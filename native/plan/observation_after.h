// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "observe/observation.h"
#include "plan/plan.h"

namespace yama {

/// What would be seen after the plan was carried out.
Observation observation_after(Observation seen, const Plan& plan);

}  // namespace yama
