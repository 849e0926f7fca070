// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/lowering.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/scope.h"
#include "plan/marks.h"
#include "plan/observation_after.h"
#include "status/forecast.h"
#include "status/words.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

bool removes(const Plan& plan, std::string_view path) {
  return std::ranges::any_of(
      plan.edits, [path](const Edit& edit) { return edit.path == path && std::holds_alternative<Absent>(edit.after); });
}

/// Our boot unit, when it is in force and goes.
std::optional<std::string> unit_that_goes(const Observation& seen, const Plan& plan) {
  const auto lock = seen.units.find(unit::kLockUnit);
  const bool goes = lock != seen.units.end() && lock->second.enabled() && removes(plan, unit::kLockUnitFile);
  return goes ? std::optional{"the boot unit " + std::string{unit::kLockUnit} + " (" +
                              std::string{unit::kLockUnitFile} + ") locks this host at 3 at each boot"}
              : std::nullopt;
}

/// Our line of 3, when it is to be another or to go.
std::optional<std::string> line_that_goes(const Observation& seen, const Plan& plan) {
  const std::string locks = marks::assignment(Scope::kNoAttach, false);
  for (const Edit& edit : plan.edits) {
    const auto file = seen.tree.files.find(edit.path);
    const auto owned = file == seen.tree.files.end() ? std::nullopt : marks::find_owned(file->second.bytes);
    if (owned && file->second.bytes.view().substr(owned->offset, owned->length) == locks) {
      return edit.path + " has a line of 3 from an earlier run, which locks this host at each boot";
    }
  }
  return std::nullopt;
}

/// The strictest value that the next boot may end with, and what gives it.
struct Strictest {
  std::optional<Scope> value;
  std::string place;
};

Strictest strictest_of(const Boot& boot) {
  Strictest strictest;
  for (const sysctl::Loader loader : boot.deciding) {
    const BootRun& run = boot.lasting(loader);
    if (!run.ends_with || (strictest.value && *run.ends_with <= *strictest.value)) {
      continue;
    }
    strictest.value = run.ends_with;
    strictest.place.clear();
    if (run.last_word) {
      const Stage& stage = boot.stages[*run.last_word];
      strictest.place = place_text(stage.file, stage.line);
    } else if (run.prediction.winner) {
      const sysctl::Definition& winner = run.prediction.definitions.at(*run.prediction.winner);
      strictest.place = place_text(winner.file, winner.line);
    }
  }
  return strictest;
}

/// Warns when what boots of this kind end with is less than before.
void warn_of_boots(const std::string& boots, const Strictest& before, const Strictest& after, Plan& plan) {
  if (before.value && after.value && *after.value < *before.value) {
    plan.warnings.push_back("lowers " + boots + " from " + to_string(*before.value) +
                            (before.place.empty() ? "" : " (" + before.place + ")") + " to " + to_string(*after.value));
  }
}

void warn_of_lowering(const Observation& seen, const Request& request, Plan& plan) {
  if (plan.runtime && plan.runtime->before && plan.runtime->after < *plan.runtime->before) {
    plan.warnings.push_back("lowers the running kernel from " + to_string(*plan.runtime->before) + " to " +
                            to_string(plan.runtime->after));
  }
  if (plan.edits.empty()) {
    return;
  }
  BootConditions conditions = conditions_for(seen, request.loaders);
  const Observation next = observation_after(seen, plan);
  warn_of_boots("the next boot", strictest_of(forecast(seen, conditions)), strictest_of(forecast(next, conditions)),
                plan);
  if (request.persist == Persist::kBootUnit) {
    conditions.word = request.maintenance_argument;
    warn_of_boots("maintenance boots", strictest_of(forecast(seen, conditions)),
                  strictest_of(forecast(next, conditions)), plan);
  }
}

}  // namespace

Done check_lowering(const Observation& seen, const Request& request, Plan& plan) {
  if (request.verb != Verb::kEnsure || !request.scope) {
    return done();
  }
  if (!request.remove_lock && *request.scope != Scope::kNoAttach) {
    auto lock = unit_that_goes(seen, plan);
    lock = lock ? lock : line_that_goes(seen, plan);
    if (lock) {
      return Error{*lock + ", and scope " + to_string(*request.scope) +
                   " would take that away; if you want that, run again with remove_lock: true (--remove-lock)" +
                   "; nothing was changed"};
    }
  }
  warn_of_lowering(seen, request, plan);
  return done();
}

}  // namespace yama
