// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "observe/observation.h"
#include "plan/plan.h"
#include "unit/unit.h"

namespace yama {

/// Whether an edit is one of systemd's units; then the units are as they are after it.
bool apply_to_units(unit::Units& units, const Edit& edit);

/// What would be seen after the plan was carried out.
Observation observation_after(Observation seen, const Plan& plan);

}  // namespace yama
