// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "observe/observation.h"
#include "status/forecast.h"
#include "status/goal.h"
#include "status/status.h"

namespace yama {

/// What the observation means. With a scope in the goal, the verdict too.
Status assess(const Observation& seen, const BootConditions& conditions, const Goal& goal);

}  // namespace yama
