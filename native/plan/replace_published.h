// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "plan/unit_plan.h"
#include "request/request.h"
#include "unit/unit.h"

namespace yama {

/// The published unit is commented out when replace_published_unit asks for it, and put back when a change is taken
/// back; else it is warned about where our own unit takes its place.
void plan_published(const unit::Units& units, const Request& request, UnitPlan& plan);

}  // namespace yama
