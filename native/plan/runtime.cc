// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/runtime.h"

#include <algorithm>
#include <string>

#include "base/scope.h"
#include "plan/observation_after.h"
#include "status/forecast.h"
#include "status/goal.h"
#include "status/maintenance.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

/// Why the running kernel cannot be given the scope; empty when it can.
std::string obstacle(const kernel::Runtime& runtime, Scope scope) {
  if (!runtime.yama) {
    return "the running kernel has no Yama: " + runtime.why_not;
  }
  if (runtime.value == Scope::kNoAttach && scope != Scope::kNoAttach) {
    return "the running kernel is locked at 3 until it is rebooted";
  }
  if (!runtime.writable) {
    return "the running kernel's value cannot be set from here: " + runtime.why_not;
  }
  return {};
}

std::string show(std::optional<Scope> value) { return value ? to_string(*value) : std::string{"its value"}; }

/// What remains to be done where the running kernel cannot be given the scope; empty when only the running kernel was
/// meant.
std::string what_a_boot_gives(const Request& request, bool reboot_required, bool yama) {
  if (request.persist == Persist::kNone) {
    return {};
  }
  return (reboot_required ? "; reboot to get "
          : yama          ? "; the next boot gets "
                          : "; the next boot of a kernel with Yama gets ") +
         to_string(*request.scope);
}

}  // namespace

Done plan_runtime(const Observation& seen, const Request& request, Plan& plan) {
  if (seen.image || request.verb != Verb::kEnsure || !request.scope || request.runtime == RuntimeMode::kSkip) {
    return done();
  }
  const Goal goal = goal_of(request);
  if (goal.accepts(seen.runtime.value)) {
    return done();
  }
  if (request.persist == Persist::kBootUnit && request.runtime == RuntimeMode::kAuto &&
      is_maintenance_boot(seen, request.maintenance_argument)) {
    plan.warnings.push_back("this is a maintenance boot ('" + request.maintenance_argument +
                            "' is on the kernel command line), so the running kernel was left at " +
                            show(seen.runtime.value) + "; persist: none locks it now");
    return done();
  }
  const std::string why_not = obstacle(seen.runtime, *request.scope);
  if (why_not.empty()) {
    plan.runtime = RuntimeWrite{.before = seen.runtime.value, .after = *request.scope};
    return done();
  }
  if (request.runtime == RuntimeMode::kRequired) {
    return Error{why_not + "; nothing was changed, because runtime: required was asked for" +
                 (request.persist == Persist::kNone ? std::string{} : "; runtime: auto changes the files alone")};
  }
  plan.reboot_required = seen.runtime.value == Scope::kNoAttach;
  plan.warnings.push_back(why_not + what_a_boot_gives(request, plan.reboot_required, seen.runtime.yama));
  return done();
}

void plan_lock_notice(const Observation& seen, const Request& request, Plan& plan) {
  if (seen.image || request.verb != Verb::kRestore || seen.runtime.value != Scope::kNoAttach) {
    return;
  }
  const Boot next = forecast(observation_after(seen, plan), conditions_for(seen, request.loaders));
  plan.reboot_required = std::ranges::any_of(
      next.asked, [&next](sysctl::Loader loader) { return next.shown(loader).ends_with != Scope::kNoAttach; });
  if (plan.reboot_required) {
    plan.warnings.emplace_back("the running kernel is locked at 3 until it is rebooted");
  }
}

void plan_reload(const Observation& seen, const Request& request, Plan& plan) {
  const bool only_reload = request.verb == Verb::kEnsure && !request.scope && request.persist == Persist::kNone &&
                           request.conflicts == Conflicts::kIgnore;
  if (seen.image || request.verb != Verb::kEnsure || !request.reload || !seen.runtime.yama || !seen.runtime.writable ||
      (plan.edits.empty() && !only_reload)) {
    return;
  }
  const auto* const loader = std::ranges::find_if(sysctl::kLoaders, [&seen](sysctl::Loader candidate) {
    return seen.loaders[candidate].installed && !sysctl::row_of(candidate).reload.empty();
  });
  if (loader == sysctl::kLoaders.end()) {
    plan.warnings.emplace_back(
        "nothing was reloaded, because no loader is installed that can load this key alone (systemd-sysctl or procps "
        "sysctl)");
    return;
  }
  const Observation after = observation_after(seen, plan);
  const auto loaded = forecast(after, conditions_for(seen, request.loaders)).shown(*loader).left;
  const auto current = after.runtime.value;
  if (!only_reload && loaded != current) {
    return;
  }
  const bool stays = !loaded || current == Scope::kNoAttach;
  const sysctl::LoaderRow& row = sysctl::row_of(*loader);
  plan.commands.push_back({.argv = {row.reload.begin(), row.reload.end()},
                           .purpose = "reloaded with " + std::string{row.program},
                           .before = current,
                           .expected = stays ? current : loaded});
}

}  // namespace yama
