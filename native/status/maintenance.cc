// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/maintenance.h"

#include <algorithm>

#include "observe/observation.h"
#include "status/forecast.h"
#include "unit/kernel_words.h"
#include "unit/lock_unit.h"

namespace yama {

bool is_maintenance_boot(const Observation& seen, const std::string& word) {
  return !seen.image && unit::has_kernel_word(seen.facts.command_line, word);
}

const NextCommandLine* next_maintenance_boot(const Observation& seen, const std::string& word) {
  const auto found = std::ranges::find_if(seen.next_command_lines, [&word](const NextCommandLine& line) {
    return unit::has_kernel_word(line.arguments, word);
  });
  return found == seen.next_command_lines.end() ? nullptr : &*found;
}

Maintenance assess_maintenance(const Observation& seen, const BootConditions& conditions, const std::string& argument) {
  Maintenance result{.argument = argument};
  if (const auto lock = seen.units.find(unit::kLockUnit); lock != seen.units.end() && lock->second.enabled()) {
    result.argument = unit::maintenance_argument_of(lock->second.bytes).value_or(argument);
  }
  result.now = is_maintenance_boot(seen, result.argument);
  BootConditions with_word = conditions;
  with_word.word = result.argument;
  const Boot boot = forecast(seen, with_word);
  result.value =
      sysctl::for_each_loader(boot.asked, [&boot](sysctl::Loader loader) { return boot.shown(loader).ends_with; });
  return result;
}

}  // namespace yama
