// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/boot_unit.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/scope.h"
#include "plan/replace_published.h"
#include "plan/unit_remedy.h"
#include "status/goal.h"
#include "status/maintenance.h"
#include "sysctl/paths.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

using unit::EnablingLink;
using unit::Unit;

constexpr std::string_view kNothingChanged = "; nothing was changed";

/// persist: none says nothing about the boot.
bool decides_about_units(const Request& request) {
  return request.verb == Verb::kRestore || (request.verb == Verb::kEnsure && request.persist != Persist::kNone);
}

const Unit* find_lock(const unit::Units& units) {
  const auto found = units.find(unit::kLockUnit);
  return found == units.end() ? nullptr : &found->second;
}

/// The host's release of systemd; one that is not known counts as the oldest, whose unit is right on every release.
int release_of(const InstalledLoader& systemd) {
  int release = unit::kOldestSystemd;
  std::from_chars(systemd.version.data(), systemd.version.data() + systemd.version.size(), release);
  return release;
}

/// A drop-in takes part in the unit whether the unit is there yet or not.
std::string changed_by(const std::string& drop_in) {
  return "the unit " + std::string{unit::kLockUnit} + " is changed by " + drop_in +
         ", so what it does is not certain; remove that file and run again";
}

/// Why this host cannot have the unit; empty when it can.
std::string obstacle(const Observation& seen) {
  const InstalledLoader& systemd = seen.loaders[sysctl::Loader::kSystemd];
  if (!systemd.installed) {
    return "persist: boot_unit needs systemd, which is not installed here; use persist: sysctl";
  }
  if (!seen.systemd_is_init) {
    return "persist: boot_unit needs systemd as the init, and here it is " + seen.platform.init.text +
           "; use persist: sysctl";
  }
  if (release_of(systemd) < unit::kOldestSystemd) {
    return "persist: boot_unit needs systemd " + std::to_string(unit::kOldestSystemd) +
           " or newer, and this host has " + systemd.version + "; use persist: sysctl";
  }
  const Unit* lock = find_lock(seen.units);
  const std::string name{unit::kLockUnit};
  if (lock == nullptr) {
    return seen.lock_drop_ins.empty() ? std::string{} : changed_by(seen.lock_drop_ins.front());
  }
  if (lock->masked) {
    return "the unit " + name + " is masked by " + lock->path + "; unmask it with `systemctl unmask " + name +
           "` and run again";
  }
  if (lock->unreadable) {
    return lock->path + " cannot be read; run as root";
  }
  if (!unit::is_lock_unit(lock->bytes) || lock->path != unit::kLockUnitFile || lock->file != lock->path) {
    return "the unit name " + name + " is taken: " + lock->path +
           " is not this product's; rename that unit and run again";
  }
  return lock->drop_ins.empty() ? std::string{} : changed_by(lock->drop_ins.front());
}

void put_lock_in_place(const Observation& seen, const Request& request, UnitPlan& plan) {
  const std::string name{unit::kLockUnit};
  const std::string path{unit::kLockUnitFile};
  const std::string text =
      unit::lock_unit(request.maintenance_argument, release_of(seen.loaders[sysctl::Loader::kSystemd]), request.maker);
  const Unit* lock = find_lock(seen.units);
  if (lock == nullptr || unit::without_head(lock->bytes) != unit::without_head(text)) {
    plan.protect.push_back({.path = path,
                            .before = lock == nullptr ? Content{Absent{}} : Content{Bytes{lock->bytes}},
                            .after = Bytes{text},
                            .purpose = "installed the unit " + name});
  }
  for (const std::string_view link : unit::kLockUnitLinks) {
    const bool is_there =
        lock != nullptr && std::any_of(lock->links.begin(), lock->links.end(),
                                       [link](const EnablingLink& known) { return known.path == link; });
    if (!is_there) {
      plan.protect.push_back({.path = std::string{link},
                              .before = Absent{},
                              .after = Link{path},
                              .purpose = "enabled " + name + " with " + std::string{link}});
    }
  }
}

void take_lock_away(const Observation& seen, UnitPlan& plan) {
  const Unit* lock = find_lock(seen.units);
  if (lock == nullptr || lock->path != unit::kLockUnitFile || !unit::is_lock_unit(lock->bytes)) {
    return;
  }
  for (const EnablingLink& link : lock->links) {
    if (!sysctl::belongs_to_package(link.path)) {
      plan.take_away.push_back(disabling(link, unit::kLockUnit));
    }
  }
  plan.take_away.push_back({.path = lock->path,
                            .before = Bytes{lock->bytes},
                            .after = Absent{},
                            .purpose = "removed the unit " + std::string{unit::kLockUnit}});
}

/// Fails when the boot loader makes the next boot a maintenance boot.
Done check_next_boot(const Observation& seen, const std::string& word) {
  const NextCommandLine* line = next_maintenance_boot(seen, word);
  if (line == nullptr) {
    return done();
  }
  return Error{
      "the next boot is a maintenance boot: '" + word + "' is on its kernel command line (" + line->file + ":" +
      std::to_string(line->line) +
      "); take it out of the boot loader's configuration and run again, or choose another maintenance_argument" +
      std::string{kNothingChanged}};
}

}  // namespace

bool keeps_lock(const Observation& seen, const Request& request) {
  const Unit* lock = find_lock(seen.units);
  return request.verb == Verb::kEnsure && request.minimum && lock != nullptr && lock->enabled();
}

Result<UnitPlan> plan_units(const Observation& seen, const Request& request) {
  UnitPlan plan;
  if (!decides_about_units(request)) {
    return plan;
  }
  if (!wants_lock(request)) {
    if (!keeps_lock(seen, request)) {
      take_lock_away(seen, plan);
    }
  } else if (std::string reason = obstacle(seen); !reason.empty()) {
    return Error{std::move(reason.append(kNothingChanged))};
  } else {
    put_lock_in_place(seen, request, plan);
  }
  plan_published(seen.units, request, plan);
  return plan;
}

Done check_units(const Observation& seen, const Request& request) {
  if (wants_lock(request)) {
    return check_next_boot(seen, request.maintenance_argument);
  }
  if (request.verb != Verb::kEnsure || request.persist != Persist::kSysctl || !request.scope) {
    return done();
  }
  const Goal goal = goal_of(request);
  for (const auto& [name, unit] : seen.units) {
    const unit::UnitEffect effect = unit::effect_of_unit(unit, name);
    const bool acts = seen.loaders[sysctl::Loader::kSystemd].installed && unit.surely_enabled() && !unit.masked &&
                      effect.starts && !unit::is_kept_from_starting(unit);
    if (acts && effect.certain && effect.value && !goal.accepts(effect.value)) {
      std::string text = "the unit " + name + " sets " + to_string(*effect.value) + " after the loaders (";
      text += (effect.file.empty() ? unit.path : effect.file) + ":" + std::to_string(effect.line) + "); ";
      text += effect.file.empty() ? how_to_stop(name, unit, request.root) : "take that line out";
      return Error{text.append(" and run again").append(kNothingChanged)};
    }
  }
  return done();
}

void plan_unit_commands(const Observation& seen, const Request& request, const UnitPlan& units, Plan& plan) {
  if (units.empty() || seen.image || !seen.facts.systemd) {
    return;
  }
  const std::string name{unit::kLockUnit};
  plan.commands.push_back({.argv = {"systemctl", "daemon-reload"},
                           .purpose = "had systemd read its units again",
                           .on_failure = OnFailure::kWarn,
                           .again_when_taken_back = true});
  const std::optional<Scope> value = plan.runtime ? plan.runtime->after : seen.runtime.value;
  if (!wants_lock(request)) {
    plan.commands.push_back({.argv = {"systemctl", "stop", name}, .purpose = "had systemd forget " + name});
  } else if (value == Scope::kNoAttach && seen.runtime.writable &&
             !is_maintenance_boot(seen, request.maintenance_argument)) {
    plan.commands.push_back(
        {.argv = {"systemctl", "start", name}, .purpose = "started " + name, .on_failure = OnFailure::kFail});
  }
}

}  // namespace yama
