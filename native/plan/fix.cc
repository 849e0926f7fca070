// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/fix.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "base/scope.h"
#include "base/text.h"
#include "observe/stages.h"
#include "plan/marks.h"
#include "plan/observation_after.h"
#include "plan/planner.h"
#include "plan/unit_remedy.h"
#include "status/assess.h"
#include "status/faults.h"
#include "status/forecast.h"
#include "status/words.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

struct Wanted {
  Scope scope = Scope::kClassic;
  std::string by;
};

/// The last line with a value that a loader reads: systemd's winner first, as it is what most hosts run.
std::optional<Wanted> wanted_by_lines(const Status& status, bool vendor) {
  for (const BootValue& boot : status.boot) {
    std::optional<Wanted> last;
    for (const sysctl::Definition& definition : boot.trace) {
      const bool live = definition.fate != sysctl::Fate::kUnread && definition.fate != sysctl::Fate::kShadowed;
      if (!live || !definition.value || sysctl::belongs_to_package(definition.file) != vendor) {
        continue;
      }
      if (vendor && *definition.value == Scope::kClassic) {
        continue;  // a package that keeps the kernel as it is without Yama asks for nothing
      }
      last = Wanted{.scope = *definition.value, .by = place_text(definition.entry, definition.line)};
      if (definition.fate == sysctl::Fate::kWins) {
        break;
      }
    }
    if (last) {
      return last;
    }
  }
  return std::nullopt;
}

/// What this product was told before: its boot unit, else its line.
std::optional<Wanted> wanted_by_traces(const Observation& seen) {
  if (const auto lock = seen.units.find(unit::kLockUnit);
      lock != seen.units.end() && lock->second.enabled() && unit::is_lock_unit(lock->second.bytes)) {
    return Wanted{.scope = Scope::kNoAttach, .by = lock->second.path};
  }
  for (const auto& [path, file] : seen.tree.files) {
    const auto owned = marks::find_owned(file.bytes);
    for (const Scope scope : owned ? std::span{kAllScopes} : std::span<const Scope>{}) {
      const std::string_view line = file.bytes.view().substr(owned->offset, owned->length);
      if (line == marks::assignment(scope, false) || line == marks::assignment(scope, true)) {
        return Wanted{.scope = scope, .by = path};
      }
    }
  }
  return std::nullopt;
}

Wanted wanted(const Observation& seen, const Request& request, const Status& status) {
  if (request.scope) {
    return {.scope = *request.scope, .by = {}};
  }
  if (auto by_traces = wanted_by_traces(seen)) {
    return *by_traces;
  }
  if (auto by_administrator = wanted_by_lines(status, false)) {
    return *by_administrator;
  }
  return wanted_by_lines(status, true).value_or(Wanted{.scope = Scope::kRestricted, .by = {}});
}

std::string root_option(const Request& request) {
  return request.is_image() ? " --root " + shell_word(request.root) : "";
}

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

/// What to do about a stage that no file of settings outweighs; none when `set` takes care of it or nobody needs to.
struct Advice {
  std::optional<Fix::Step> before = {};
  std::optional<Fix::Step> after = {};
};

Fix::Step sentence(std::string text) { return {.is_command = false, .text = std::move(text)}; }
Fix::Step command(std::string text) { return {.is_command = true, .text = std::move(text)}; }

Advice advice_for_argument(const Stage& stage) {
  const bool leaves_yama_out = stage.text.starts_with("lsm=");
  const std::string what = leaves_yama_out ? "add yama to " + stage.text + " in " : "take " + stage.text + " out of ";
  const std::string maker = maker_of(stage);
  if (!maker.empty()) {
    return {.before = sentence(what + "/etc/default/grub, then run: " + maker)};
  }
  return {.before = sentence(
              what + (stage.file.empty() ? "the boot loader's configuration" : place_text(stage.file, stage.line)))};
}

/// The unit whose command the stage is; null when it is not among those that were seen.
const unit::Units::value_type* unit_of(const Stage& stage, const unit::Units& units) {
  const auto found = std::ranges::find_if(units, [&stage](const auto& item) { return item.second.path == stage.file; });
  return found == units.end() ? nullptr : &*found;
}

/// The boot unit of this product's own is taken away by `set`.
Advice advice_for_unit(const Stage& stage, const Observation& seen, const Request& request) {
  const auto* const found = unit_of(stage, seen.units);
  if (found == nullptr || found->first == unit::kLockUnit) {
    return {};
  }
  return {.before = command(command_against(found->first, found->second, request.root))};
}

/// The line goes; of a package's file it would come back with the next release.
Advice advice_for_line(const Stage& stage) {
  const std::string place = place_text(stage.file, stage.line);
  const std::size_t name = stage.file.rfind('/') + 1;
  if (stage.kind == StageKind::kTmpfiles && sysctl::belongs_to_package(stage.file)) {
    return {.before = sentence("copy " + stage.file + " to /etc/tmpfiles.d/" + stage.file.substr(name) +
                               " and take line " + std::to_string(stage.line) + " out of the copy")};
  }
  if (stage.loads) {
    return {};  // `set` changes the files that are loaded
  }
  const bool is_line = stage.kind == StageKind::kTuned || stage.kind == StageKind::kTmpfiles;
  return {.before =
              sentence((is_line ? "take the line out of " : "take the command that writes the value out of ") + place)};
}

/// systemd-sysctl.service is unmasked; a line of it or of a drop-in goes.
Advice advice_for_service(const Stage& stage, const Request& request) {
  if (stage.file.empty()) {
    return advice_for_argument(stage);
  }
  const std::string unmask = command_for_loader(stage, request.root);
  const bool by_commands = stage.time == StageTime::kInstead && stage.text.starts_with("ExecStart=");
  const std::string what = by_commands ? "the ExecStart= lines out of " + stage.file
                                       : stage.text + " out of " + place_text(stage.file, stage.line);
  return {.before = unmask.empty() ? sentence("take " + what) : command(unmask)};
}

/// Here the init's own tool; an image is changed from outside.
Advice advice_for_init(const Observation& seen) {
  const std::string& remedy = seen.platform.init.remedy;
  if (remedy.empty()) {
    return {};
  }
  return {.before = seen.image ? sentence("run in the image: " + remedy) : command(remedy)};
}

Advice advice_for(const Stage& stage, const Observation& seen, const Request& request) {
  switch (stage.kind) {
    case StageKind::kKernelCommandLine:
    case StageKind::kBootLoader:
      return advice_for_argument(stage);
    case StageKind::kInitrd:
      return {.after = sentence("rebuild " + stage.file + ": dracut --force, or update-initramfs -u")};
    case StageKind::kTuned:
    case StageKind::kTmpfiles:
    case StageKind::kBootScript:
    case StageKind::kScheduled:
    case StageKind::kCloudInit:
    case StageKind::kHook:
      return advice_for_line(stage);
    case StageKind::kKernelSettings:
      return {.before = sentence("take the line out of " + place_text(stage.file, stage.line))};
    case StageKind::kLoaderService:
      return advice_for_service(stage, request);
    case StageKind::kBootUnit:
      return advice_for_unit(stage, seen, request);
    case StageKind::kCredential:
    case StageKind::kUfw:
    case StageKind::kUnexplained:
    case StageKind::kContainer:
    case StageKind::kUnknownLoader:
      break;
    case StageKind::kInit:
      return advice_for_init(seen);
  }
  return {};
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
    steps.push_back(command(command_of(trial.request)));
  }
  for (const Advice& each : advice) {
    if (each.after) {
      steps.push_back(*each.after);
    }
  }
  if (trial.plan.reboot_required || (!advice.empty() && !status.image && !status.runtime.yama)) {
    steps.push_back(sentence("reboot"));
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

Fix find_fix(const Observation& seen, const Request& request, const Status& status) {
  const Wanted goal = wanted(seen, request, status);
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
