// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/boot_unit.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/scope.h"
#include "plan/published_unit.h"
#include "plan/unit_remedy.h"
#include "status/goal.h"
#include "status/maintenance.h"
#include "sysctl/paths.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

using unit::EnablingLink;
using unit::Role;
using unit::Unit;

constexpr std::string_view kNothingChanged = "; nothing was changed";

bool wants_lock(const Request& request) {
  return request.verb == Verb::kEnsure && request.persist == Persist::kBootUnit;
}

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
  if (lock == nullptr) {
    return {};
  }
  const std::string name{unit::kLockUnit};
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
  if (!lock->drop_ins.empty()) {
    return "the unit " + name + " is changed by " + lock->drop_ins.front() +
           ", so what it does is not certain; remove "
           "that file and run again";
  }
  return {};
}

Edit removal_of(const EnablingLink& link, std::string_view name) {
  return {
      .path = link.path, .before = Link{link.target}, .after = Absent{}, .purpose = "disabled " + std::string{name}};
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
      plan.take_away.push_back(removal_of(link, unit::kLockUnit));
    }
  }
  plan.take_away.push_back({.path = lock->path,
                            .before = Bytes{lock->bytes},
                            .after = Absent{},
                            .purpose = "removed the unit " + std::string{unit::kLockUnit}});
}

/// The links of every name that a unit's file goes by.
std::vector<EnablingLink> links_of_file(const unit::Units& units, const std::string& file) {
  std::vector<EnablingLink> links;
  for (const auto& [name, unit] : units) {
    if (unit.file == file) {
      std::copy_if(unit.links.begin(), unit.links.end(), std::back_inserter(links),
                   [](const EnablingLink& link) { return !sysctl::belongs_to_package(link.path); });
    }
  }
  return links;
}

bool is_planned(const UnitPlan& plan, const std::string& file) {
  return std::any_of(plan.take_away.begin(), plan.take_away.end(), [&](const Edit& edit) { return edit.path == file; });
}

void comment_out_published(const unit::Units& units, const std::string& name, const Unit& unit, Maker maker,
                           UnitPlan& plan) {
  const auto links = links_of_file(units, unit.file);
  plan.take_away.push_back({.path = unit.file,
                            .before = Bytes{unit.bytes},
                            .after = Bytes{marks::comment_out_unit(unit.bytes, links, maker)},
                            .purpose = "commented out the published unit " + name});
  for (const EnablingLink& link : links) {
    plan.take_away.push_back(removal_of(link, name));
  }
}

/// The links come back before the unit, whose text is the only record of them: a run that is killed between two of
/// these edits leaves what the next one needs to do the rest.
void put_published_back(const unit::Units& units, const std::string& name, const Unit& unit, UnitPlan& plan) {
  const auto commented = marks::restore_unit(unit.bytes);
  if (!commented) {
    return;
  }
  const auto there = links_of_file(units, unit.file);
  for (const EnablingLink& link : commented->links) {
    const bool is_there =
        std::any_of(there.begin(), there.end(), [&](const EnablingLink& known) { return known.path == link.path; });
    if (!is_there) {
      plan.take_away.push_back(
          {.path = link.path, .before = Absent{}, .after = Link{link.target}, .purpose = "enabled " + name + " again"});
    }
  }
  plan.take_away.push_back({.path = unit.file,
                            .before = Bytes{unit.bytes},
                            .after = Bytes{commented->bytes},
                            .purpose = "put the published unit " + name + " back"});
}

/// What a run that was killed after it had commented the unit out left to do.
void take_left_links_away(const unit::Units& units, const std::string& name, const Unit& unit, UnitPlan& plan) {
  const auto commented = marks::restore_unit(unit.bytes);
  if (!commented) {
    return;
  }
  for (const EnablingLink& link : links_of_file(units, unit.file)) {
    if (std::ranges::find(commented->links, link.path, &EnablingLink::path) != commented->links.end()) {
      plan.take_away.push_back(removal_of(link, name));
    }
  }
}

std::string warning_about(const std::string& name, const Unit& unit, const unit::UnitEffect& effect) {
  std::string text = "the published unit " + name + " (";
  text += (effect.file.empty() ? unit.path : effect.file) + ":" + std::to_string(effect.line) + ") ";
  if (!effect.starts) {
    text += "never starts as it is printed: systemd knows no '" + effect.text.substr(0, effect.text.find('=')) + "'";
  } else {
    text += unit.enabled() ? "sets 3 too, but later in the boot" : "is not enabled";
  }
  return text + "; replace_published_unit: true comments it out";
}

void plan_published(const unit::Units& units, const std::string& name, const Request& request, UnitPlan& plan) {
  const Unit& unit = units.at(name);
  if (is_planned(plan, unit.file)) {
    return;
  }
  if (request.verb == Verb::kRestore && !request.replace_published_unit) {
    put_published_back(units, name, unit, plan);
    return;
  }
  if (request.replace_published_unit) {
    take_left_links_away(units, name, unit, plan);
  }
  const unit::UnitEffect effect = unit::effect_of_unit(unit, name);
  if (effect.role != Role::kPublished) {
    return;
  }
  if (!request.replace_published_unit) {
    if (wants_lock(request)) {
      plan.warnings.push_back(warning_about(name, unit, effect));
    }
  } else if (!sysctl::belongs_to_package(unit.file)) {
    comment_out_published(units, name, unit, request.maker, plan);
  } else {
    plan.warnings.push_back("the published unit " + name + " is not below /etc, so " + unit.file +
                            " was left as it is; " + how_to_stop(name, unit, request.root));
  }
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
  for (const auto& [name, unit] : seen.units) {
    plan_published(seen.units, name, request, plan);
  }
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
