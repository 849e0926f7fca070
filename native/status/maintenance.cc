// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/maintenance.h"

#include "observe/observation.h"
#include "status/after_loaders.h"
#include "status/status.h"
#include "unit/kernel_words.h"
#include "unit/lock_unit.h"

namespace yama {

Maintenance assess_maintenance(const Observation& seen, const Status& status, const std::string& argument) {
  Maintenance result{.argument = argument};
  if (const auto lock = seen.units.find(unit::kLockUnit); lock != seen.units.end() && lock->second.enabled()) {
    result.argument = unit::maintenance_argument_of(lock->second.bytes).value_or(argument);
  }
  result.now = !seen.image && unit::has_kernel_word(seen.facts.command_line, result.argument);
  const auto stages = stages_with_word(status.stages, result.argument);
  for (std::size_t i = 0; i < result.value.size(); ++i) {
    result.value.at(i) = value_after(stages, status.boot.at(i).value);
  }
  return result;
}

}  // namespace yama
