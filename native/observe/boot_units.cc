// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot_units.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "observe/units/kernel_releases.h"
#include "observe/units/load_unit.h"
#include "observe/units/outer_starters.h"
#include "observe/units/reach.h"
#include "observe/units/unit_directories.h"
#include "unit/conditions.h"
#include "unit/dependencies.h"
#include "unit/lock_unit.h"
#include "unit/unit_settings.h"

namespace yama {
namespace {

using unit::Unit;
using units::OwnedLink;
using units::Reach;

/// systemd's own loader, which is modelled as a loader.
constexpr std::string_view kLoaderUnit = "systemd-sysctl.service";

bool has_commands(std::string_view name) { return name.ends_with(".service") || name.ends_with(".socket"); }

/// Finds the units that are looked at, and what starts them.
class UnitReader {
 public:
  UnitReader(const host::Root& root, const units::NextBoot& next)
      : root_(root), directories_(root), loader_(root, directories_, next), reach_(directories_, loader_) {
    const auto presets =
        units::is_first_boot(root) ? units::links_of_presets(root, directories_) : std::vector<OwnedLink>{};
    reach_.follow(units::outer_starters(root, next.command_lines), presets);
  }

  BootUnits read() {
    std::set<std::string, std::less<>> names = {std::string(unit::kLockUnit)};
    const auto add = [&names](const std::string& name) {
      if (has_commands(name) && name != kLoaderUnit) {
        names.insert(name);
      }
    };
    std::ranges::for_each(directories_.own_units(), add);
    std::ranges::for_each(directories_.links(), add, &OwnedLink::unit);
    for (const auto& [name, reached] : reach_.units()) {
      add(name);
    }
    unit::Units found;
    for (const std::string& name : names) {
      add_unit(found, name);
    }
    return {.units = std::move(found), .lock_drop_ins = lock_drop_ins()};
  }

 private:
  std::vector<std::string> lock_drop_ins() {
    const std::string name{unit::kLockUnit};
    const bool is_there = !loader_.load(name).path.empty();
    return is_there ? std::vector<std::string>{}
                    : loader_.complete(name, unit::kLockUnitFile, unit::lock_unit({})).drop_ins;
  }

  void add_unit(unit::Units& found, const std::string& name) {
    Unit unit = loader_.complete(name);
    if (unit.path.empty()) {
      return;
    }
    add_starters(unit, name);
    const bool unseen = unit.unreadable && unit.enabled();
    const bool of_interest = !unit.masked && units::UnitLoader::is_of_interest(unit);
    if (name != unit::kLockUnit && !unseen && !of_interest) {
      return;
    }
    const host::Attempt<host::Place> end = root_.place_of(unit.path);
    if (end.ok() && end->exists && !unit.bytes.empty()) {
      unit.file = end->path;
    }
    found.emplace(name, std::move(unit));
  }

  void add_starters(Unit& unit, const std::string& name) const {
    for (const OwnedLink& link : directories_.links()) {
      if (link.unit != name) {
        continue;
      }
      const host::Attempt<std::string> target = root_.read_link(link.path);
      unit.links.push_back({.path = link.path, .target = target.ok() ? *target : std::string{}});
      const Reach::Worth worth = reach_.worth_of(link);
      if (worth == Reach::Worth::kIdle) {
        unit.idle_links.insert(link.path);
      } else if (worth == Reach::Worth::kMayStart) {
        unit.loose_links.insert(link.path);
      }
    }
    if (const auto reached = reach_.units().find(name); reached != reach_.units().end()) {
      unit.starter = reached->second.starter;
      unit.starter_loose = reached->second.starter_loose;
      unit.starter_later = reached->second.starter_later;
    }
  }

  const host::Root& root_;
  units::UnitDirectories directories_;
  units::UnitLoader loader_;
  Reach reach_;
};

std::string note_of(const std::string& name, const unit::UnitEffect& effect) {
  switch (effect.role) {
    case unit::Role::kLock:
      return "the boot unit " + name;
    case unit::Role::kPublished:
      return "the published unit " + name + (effect.starts ? "" : ", which systemd refuses as it is printed,");
    default:
      return "the unit " + name;
  }
}

/// A unit with all that its stages are made of.
struct Writer {
  std::string name;
  const Unit* unit = nullptr;
  unit::UnitSettings settings;
  unit::UnitEffect effect;
  std::vector<unit::UnitWrite> writes;
  bool beside = false;  ///< another unit writes something else, and neither waits for the other

  [[nodiscard]] bool is_late() const { return unit->starter_later && !unit->links_start(); }
};

bool loads_kernel_settings(const sysctl::SettingsLoad& loads) {
  return !loads.files.empty() && std::ranges::all_of(loads.files, [](const std::string& file) {
    return file.empty() || units::is_kernel_settings(file);
  });
}

StageTime time_of(const Writer& writer, const unit::UnitWrite& write) {
  const unit::Order order = unit::order_of(writer.settings);
  if (writer.beside || order == unit::Order::kBeside || (order == unit::Order::kBefore && !write.before_start)) {
    return StageTime::kBeside;
  }
  return order == unit::Order::kBefore ? StageTime::kBefore : StageTime::kAfter;
}

std::string starter_of(const Unit& unit) {
  return unit.links_start() || unit.starter.empty() ? std::string{} : ", which " + unit.starter + " starts,";
}

Stage stage_of(const Writer& writer, bool with_systemd) {
  const Unit& unit = *writer.unit;
  const unit::UnitEffect& effect = writer.effect;
  return {
      .kind = StageKind::kBootUnit,
      .time = StageTime::kAfter,
      .file = effect.file.empty() ? unit.path : effect.file,
      .line = effect.line,
      .text = effect.text,
      .value = effect.value,
      .active = with_systemd && unit.enabled() && effect.starts && !unit.masked && !unit::is_kept_from_starting(unit),
      .certain = effect.certain && unit.surely_enabled(),
      .note = note_of(writer.name, effect) + starter_of(unit),
      .skip_word = effect.unless};
}

/// Everything about the unit but its commands is known.
bool is_understood(const Writer& writer) {
  const Unit& unit = *writer.unit;
  return (unit.surely_enabled() || !unit.enabled()) && unit::conditions_of(writer.settings, unit).understood &&
         !unit.unreadable && !unit.path.starts_with("/run/") &&
         std::ranges::all_of(unit.drop_ins, [&unit](const std::string& file) {
           return unit.texts.contains(file) && !file.starts_with("/run/");
         });
}

void add_stages(const Writer& writer, bool with_systemd, std::vector<Stage>& stages) {
  const Stage whole = stage_of(writer, with_systemd);
  if (!writer.effect.starts || writer.writes.empty()) {
    stages.push_back(whole);
    stages.back().certain = whole.certain || !whole.active;
    return;
  }
  const bool understood = is_understood(writer);
  for (const unit::UnitWrite& write : writer.writes) {
    Stage stage = whole;
    stage.time = time_of(writer, write);
    stage.file = write.file;
    stage.line = write.line;
    stage.text = write.text;
    stage.value = write.value;
    stage.loads = write.loads;
    if (write.loads && loads_kernel_settings(*write.loads)) {
      stage.kind = StageKind::kKernelSettings;
      stage.note = "the kernel's own file of settings, which " + writer.name + " loads,";
    }
    stage.certain = understood && write.certain && write.moment == unit::Moment::kStart;
    stages.push_back(std::move(stage));
  }
}

bool waits_for(const Writer& second, const Writer& first) {
  return (second.is_late() && !first.is_late()) ||
         unit::is_before(first.settings, first.name, second.settings, second.name);
}

/// Whether two units leave the same, whichever is the later: 3 stays whoever comes after it. Of those that load a
/// kernel's own file of settings one acts, as each kernel has one such file.
bool agree(const Writer& a, const Writer& b) {
  const unit::UnitWrite& last_a = a.writes.back();
  const unit::UnitWrite& last_b = b.writes.back();
  const bool locks = last_a.value == Scope::kNoAttach || last_b.value == Scope::kNoAttach;
  const bool of_kernels =
      last_a.loads && last_b.loads && loads_kernel_settings(*last_a.loads) && loads_kernel_settings(*last_b.loads);
  return locks || of_kernels || (last_a.value == last_b.value && last_a.loads == last_b.loads);
}

void mark_unordered(std::vector<Writer>& writers) {
  for (std::size_t i = 0; i < writers.size(); ++i) {
    for (std::size_t j = i + 1; j < writers.size(); ++j) {
      Writer& a = writers[i];
      Writer& b = writers[j];
      const bool both_act = a.unit->enabled() && b.unit->enabled() && a.effect.starts && b.effect.starts &&
                            !a.writes.empty() && !b.writes.empty();
      if (both_act && !agree(a, b) && !waits_for(a, b) && !waits_for(b, a)) {
        a.beside = true;
        b.beside = true;
      }
    }
  }
}

/// The writers in the order in which they are started, as far as it is known; else in that of their names.
std::vector<Writer> in_order(std::vector<Writer> writers) {
  std::vector<Writer> sorted;
  sorted.reserve(writers.size());
  while (!writers.empty()) {
    const auto is_free = [&writers](const Writer& one) {
      return std::ranges::none_of(writers,
                                  [&one](const Writer& other) { return &other != &one && waits_for(one, other); });
    };
    auto next = std::ranges::find_if(writers, is_free);
    next = next == writers.end() ? writers.begin() : next;  // they wait for each other
    sorted.push_back(std::move(*next));
    writers.erase(next);
  }
  return sorted;
}

}  // namespace

BootUnits read_boot_units(const host::Root& root, const units::NextBoot& next) { return UnitReader(root, next).read(); }

std::vector<Stage> stages_of_units(const unit::Units& units, bool with_systemd) {
  std::vector<Writer> writers;
  for (const auto& [name, unit] : units) {
    unit::UnitEffect effect = unit::effect_of_unit(unit, name);
    if (effect.role != unit::Role::kOther || unit.unreadable) {
      writers.push_back({.name = name,
                         .unit = &unit,
                         .settings = unit::UnitSettings(unit),
                         .effect = std::move(effect),
                         .writes = unit::writes_of_unit(unit, name)});
    }
  }
  mark_unordered(writers);
  std::vector<Stage> stages;
  for (const Writer& writer : in_order(std::move(writers))) {
    add_stages(writer, with_systemd, stages);
  }
  return stages;
}

}  // namespace yama
