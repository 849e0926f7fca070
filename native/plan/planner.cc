// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/planner.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "plan/boot_unit.h"
#include "plan/comment_out.h"
#include "plan/files.h"
#include "plan/impact.h"
#include "plan/lowering.h"
#include "plan/observation_after.h"
#include "plan/order.h"
#include "plan/platform_check.h"
#include "plan/runtime.h"
#include "status/forecast.h"
#include "sysctl/behaviour.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

bool touches_files(const Request& request) {
  return request.persist != Persist::kNone || request.conflicts != Conflicts::kIgnore;
}

/// Whether every loader that the host may have knows "-key = value"; to the others it is a key of another name.
bool loaders_know_dash(const Observation& seen, const Request& request) {
  const BootConditions conditions = conditions_for(seen, request.loaders);
  return std::ranges::all_of(asked_loaders(seen, conditions), [&conditions](sysctl::Loader loader) {
    return std::ranges::all_of(
        sysctl::behaviours_of(loader, conditions.versions[loader]),
        [](const sysctl::Behaviour& behaviour) { return behaviour.dash != sysctl::Dash::kLiteral; });
  });
}

/// With a boot unit the loaders' files say what a maintenance boot gets; in all others the unit locks after them.
FileGoal file_goal_of(const Observation& seen, const Request& request) {
  if (request.persist == Persist::kBootUnit) {
    return {.goal = {.scope = request.maintenance_scope},
            .own_line = true,
            .ignore_errors = request.maintenance_line == MaintenanceLine::kTolerant && loaders_know_dash(seen, request),
            .word = request.maintenance_argument};
  }
  return {.goal = goal_of(request),
          .own_line = request.persist != Persist::kNone,
          .ignore_errors = keeps_lock(seen, request)};
}

Result<std::vector<Edit>> plan_files(const Observation& seen, const Request& request,
                                     std::vector<std::string>& warnings) {
  if (request.verb == Verb::kRestore) {
    return undo_files(seen.tree);
  }
  if (!touches_files(request)) {
    return std::vector<Edit>{};
  }
  auto edits = arrange_files(seen, request, file_goal_of(seen, request), warnings);
  if (!edits && request.persist == Persist::kBootUnit) {
    return Error{"for maintenance boots: " + edits.error().message};
  }
  return edits;
}

void add(std::vector<Edit>& all, std::vector<Edit> more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

/// The plan of the files on a host whose units are as they will be.
Result<std::vector<Edit>> plan_files_with_units(const Observation& seen, const Request& request,
                                                std::vector<std::string>& warnings) {
  if (auto against = check_units(seen, request); !against) {
    return against.error();
  }
  return plan_files(seen, request, warnings);
}

/// A line of 3 in the loaders' files locks every boot.
void note_locked_maintenance(const Observation& seen, const Request& request, Plan& plan) {
  if (request.verb == Verb::kEnsure && request.persist == Persist::kSysctl && request.scope == Scope::kNoAttach &&
      !plan.edits.empty()) {
    const bool replaces_unit =
        std::ranges::any_of(plan.edits, [](const Edit& edit) { return edit.path == unit::kLockUnitFile; });
    plan.warnings.emplace_back(
        std::string{replaces_unit ? "a line of 3 takes the boot unit's place, and locks" : "a line of 3 locks"} +
        " every boot until the next one, maintenance boots too" +
        (seen.systemd_is_init ? "; persist: boot_unit keeps boots with '" + request.maintenance_argument +
                                    "' on the kernel command line open"
                              : ""));
  }
  if (plan.locks()) {
    plan.warnings.emplace_back("this locks the running kernel at 3: nothing can lower it before a reboot");
  }
  if (seen.platform.etc_in_usr && !plan.edits.empty()) {
    plan.warnings.emplace_back("this image keeps its /etc in /usr/etc, as ostree wants it, so files are changed there");
  }
}

/// Units and files together, since what the units do decides what the files have to give.
Result<UnitPlan> plan_boot(const Observation& seen, const Request& request, Plan& plan) {
  auto units = plan_units(seen, request);
  if (!units) {
    return units;
  }
  Plan only_units;
  only_units.edits = units->protect;
  add(only_units.edits, units->take_away);
  auto files = only_units.edits.empty()
                   ? plan_files_with_units(seen, request, plan.warnings)
                   : plan_files_with_units(observation_after(seen, only_units), request, plan.warnings);
  if (!files) {
    return files.error();
  }
  std::vector<Edit> edits = units->protect;
  add(edits, std::move(files).value());
  add(edits, units->take_away);
  Order order = put_in_order(seen, request, std::move(edits));
  plan.edits = std::move(order.edits);
  if (!order.uncovered.empty()) {
    plan.warnings.push_back("if this run is interrupted between its changes, " + order.uncovered +
                            " at a boot before it is run again");
  }
  std::move(units->warnings.begin(), units->warnings.end(), std::back_inserter(plan.warnings));
  return units;
}

/// A container cannot be given a scope. What is in it may be the files of a host one day, when that is said.
bool is_not_applicable(const Observation& seen, const Request& request) {
  return !seen.image && !seen.facts.container.empty() && request.verb == Verb::kEnsure && request.scope &&
         request.runtime == RuntimeMode::kAuto;
}

}  // namespace

Result<Plan> make_plan(const Observation& seen, const Request& request) {
  Plan plan;
  if (is_not_applicable(seen, request)) {
    return plan;
  }
  if (auto planned = plan_runtime(seen, request, plan); !planned) {
    return planned.error();
  }
  if (auto planned = plan_impact(seen, request, plan); !planned) {
    return planned.error();
  }
  if (auto known = check_loaders(seen, request, plan); !known) {
    return known.error();
  }
  const auto units = plan_boot(seen, request, plan);
  if (!units) {
    return reason_here(seen, request, units.error());
  }
  if (auto fits = check_platform(seen, request, plan); !fits) {
    return fits.error();
  }
  if (auto asked_for = check_lowering(seen, request, plan); !asked_for) {
    return asked_for.error();
  }
  note_locked_maintenance(seen, request, plan);
  plan_unit_commands(seen, request, *units, plan);
  plan_lock_notice(seen, request, plan);
  plan_reload(seen, request, plan);
  return plan;
}

}  // namespace yama
