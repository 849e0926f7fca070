// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/fix.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/scope.h"
#include "base/text.h"
#include "plan/advice.h"
#include "plan/observation_after.h"
#include "plan/planner.h"
#include "plan/unit_remedy.h"
#include "plan/wanted.h"
#include "status/assess.h"
#include "status/faults.h"
#include "status/forecast.h"
#include "status/words.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

std::string command_of(const Request& request) {
  std::string text = "yama-ptrace set " + to_string(*request.scope);
  text += request.minimum ? " --minimum" : "";
  text += request.remove_lock ? " --remove-lock" : "";
  text += request.vendor_files == VendorFiles::kShadow ? " --vendor-files shadow" : "";
  text += request.vendor_files == VendorFiles::kEdit ? " --vendor-files edit" : "";
  text += request.other_writers == OtherWriters::kSkip ? " --other-writers skip" : "";
  for (const LoaderOverride& each : request.loaders) {
    text += " --loader " + shell_word(std::string{word_for(each.loader)} + "=" + each.version);
  }
  return text + root_option(request);
}

/// A stage that stands against the goal whatever the files of settings say.
bool stands_against(const Stage& stage, const Goal& goal) {
  const bool locks = stage.time == StageTime::kBefore && stage.value == Scope::kNoAttach;
  const bool later = stage.time == StageTime::kAfter || stage.time == StageTime::kBeside;
  const bool writes = later && stage.value;
  const bool unwanted = (locks || writes) && !goal.accepts(stage.value);
  return stage.active && stage.certain && (unwanted || stage.time == StageTime::kInstead);
}

/// Whether the host could be without a stage: an init that starts no loader needs a remedy that is known.
bool can_be_removed(const Stage& stage, const Observation& seen) {
  return !is_about_init(stage) || !seen.platform.init.remedy.empty();
}

/// The host as it would be without the stages that stand against the goal.
Observation without_obstacles(Observation seen, const Goal& goal) {
  for (const Stage& stage : forecast(seen, conditions_for(seen, {})).stages) {
    if (const auto* const unit = stage.kind == StageKind::kBootUnit ? unit_of(stage, seen.units) : nullptr;
        unit != nullptr && unit->first != unit::kLockUnit && stands_against(stage, goal)) {
      seen.units.erase(unit->first);
    }
  }
  std::erase_if(seen.stages,
                [&](const Stage& stage) { return can_be_removed(stage, seen) && stands_against(stage, goal); });
  if (seen.tuned) {
    for (tuned::Way& way : seen.tuned->ways) {
      std::erase_if(way.actions,
                    [](const tuned::Action& action) { return action.kind == tuned::Action::Kind::kWrite; });
    }
  }
  return seen;
}

/// The mildest request whose plan leaves no fault at the next boot, and the plan; or why there is none.
struct Trial {
  Request request;
  Plan plan;
};
Result<Trial> find_request(const Observation& seen, Request request) {
  struct Way {
    VendorFiles vendor;
    bool remove_lock;
  };
  constexpr Way kWays[] = {{VendorFiles::kOutrank, false}, {VendorFiles::kShadow, false}, {VendorFiles::kEdit, false},
                           {VendorFiles::kOutrank, true},  {VendorFiles::kShadow, true},  {VendorFiles::kEdit, true}};
  request.verb = Verb::kEnsure;
  std::optional<Error> first_refusal;
  for (const auto& [vendor, remove_lock] : kWays) {
    request.vendor_files = vendor;
    request.remove_lock = remove_lock;
    auto plan = make_plan(seen, request);
    if (!plan) {
      first_refusal = first_refusal ? first_refusal : plan.error();
      continue;
    }
    const auto faults =
        faults_of(forecast(observation_after(seen, *plan), conditions_for(seen, request.loaders)), goal_of(request));
    if (faults.empty()) {
      return Trial{.request = request, .plan = std::move(plan).value()};
    }
    first_refusal = first_refusal ? first_refusal : Error{join(faults)};
  }
  return *first_refusal;
}

std::vector<Fix::Step> steps_of(const Trial& trial, const std::vector<Advice>& advice, const Status& status) {
  std::vector<Fix::Step> steps;
  for (const Advice& each : advice) {
    if (each.before) {
      steps.push_back(*each.before);
    }
  }
  if (!trial.plan.edits.empty() || trial.plan.runtime) {
    steps.push_back(FixStep::command(command_of(trial.request)));
  }
  for (const Advice& each : advice) {
    if (each.after) {
      steps.push_back(*each.after);
    }
  }
  if (trial.plan.reboot_required || (!advice.empty() && !status.image && !status.runtime.yama)) {
    steps.push_back(FixStep::sentence("reboot"));
  }
  return steps;
}

/// What no command on this host mends: a kernel that cannot be given the scope, a container whose host decides. Empty
/// when there is no such thing.
std::string obstacle_to_all(const Observation& seen, const Trial& trial, const Verdict& verdict) {
  if (seen.image) {
    return {};
  }
  if (verdict.runtime_fault.empty() || trial.plan.runtime || trial.plan.reboot_required) {
    return {};
  }
  return verdict.runtime_fault +
         (seen.runtime.yama ? ", and it cannot be set from here: " + seen.runtime.why_not : std::string{});
}

}  // namespace

std::string root_option(const Request& request) {
  return request.is_image() ? " --root " + shell_word(request.root) : "";
}

Fix find_fix(const Observation& seen, const Request& request, const Status& status) {
  const Wanted goal = wanted_scope(seen, request, status);
  Request judged = request;
  judged.scope = goal.scope;
  const Goal by = goal_of(judged);
  const Status judgement = assess(seen, conditions_for(seen, judged.loaders), by);
  Fix fix{.scope = goal.scope,
          .wanted_by = goal.by,
          .verdict = *judgement.verdict,
          .faults = reasons_of(*judgement.verdict),
          .doubts = judgement.verdict->doubts,
          .steps = {}};
  if (fix.faults.empty()) {
    return fix;
  }
  if (const std::string& reason = judgement.verdict->not_applicable; !reason.empty()) {
    fix.why_not = reason + "; set the value there";
    return fix;
  }
  if (judgement.verdict->unseen && !judgement.verdict->faulty()) {
    fix.is_known = false;
    fix.why_not = judgement.verdict->unknown;
    return fix;
  }
  if (!judgement.verdict->unknown.empty() && !judgement.verdict->faulty()) {
    judged.verb = Verb::kEnsure;
    const auto plan = make_plan(seen, judged);
    fix.is_known = false;
    fix.why_not = plan ? std::string{} : plan.error().message;
    return fix;
  }
  std::vector<Advice> advice;
  auto trial = find_request(seen, judged);
  if (!trial) {
    for (const Stage& stage : judgement.stages) {
      if (stands_against(stage, by)) {
        advice.push_back(advice_for(stage, seen, judged));
      }
    }
    fix.why_not = trial.error().message;
    trial = find_request(without_obstacles(seen, by), judged);
  }
  if (trial && advice.empty()) {
    fix.why_not = obstacle_to_all(seen, *trial, *judgement.verdict);
    fix.steps = fix.why_not.empty() ? steps_of(*trial, advice, judgement) : fix.steps;
  } else if (trial) {
    fix.why_not.clear();
    fix.steps = steps_of(*trial, advice, judgement);
  }
  return fix;
}

}  // namespace yama
