// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot_units.h"

#include <dirent.h>

#include <array>
#include <cerrno>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "unit/lock_unit.h"

namespace yama {
namespace {

using host::Attempt;
using host::Name;
using host::Root;
using unit::Unit;

/// systemd.unit(5), the strongest first. What systemctl and generators write for one boot is left out.
constexpr std::array<std::string_view, 5> kDirectories = {"/etc/systemd/system", "/run/systemd/system",
                                                          "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
                                                          "/lib/systemd/system"};
/// Those of the administrator: every unit in them is looked at, enabled or not.
constexpr std::size_t kOwnDirectories = 2;

constexpr std::string_view kService = ".service";
constexpr std::size_t kLargestUnit = std::size_t{1} << 20;

/// systemd's own loader, which is modelled as a loader.
constexpr std::string_view kLoaderUnit = "systemd-sysctl.service";

bool starts_others(std::string_view directory) {
  return directory.ends_with(".wants") || directory.ends_with(".requires") || directory.ends_with(".upholds");
}

/// "getty@tty1.service" is made from "getty@.service".
std::string template_of(const std::string& name) {
  const std::size_t at = name.find('@');
  return at == std::string::npos ? name : name.substr(0, at + 1) + std::string(kService);
}

bool has_to_do_with_the_value(std::string_view bytes) {
  return bytes.find("ptrace_scope") != std::string_view::npos || bytes.find("sysctl") != std::string_view::npos;
}

class UnitReader {
 public:
  explicit UnitReader(const Root& root) : root_(root) {}

  unit::Units read() {
    for (std::size_t i = 0; i < kDirectories.size(); ++i) {
      list(kDirectories.at(i), i < kOwnDirectories);
    }
    wanted_.emplace(unit::kLockUnit);
    unit::Units units;
    for (const std::string& name : wanted_) {
      if (name != kLoaderUnit) {
        add(units, name);
      }
    }
    return units;
  }

 private:
  void list(std::string_view directory, bool own) {
    const Attempt<std::vector<Name>> names = root_.list(directory);
    if (!names.ok()) {
      return;
    }
    for (const Name& name : *names) {
      const std::string path = std::string(directory) + '/' + name.name;
      if (name.name.ends_with(kService)) {
        places_.try_emplace(name.name, path);
        if (own) {
          wanted_.insert(name.name);
        }
      } else if (starts_others(name.name)) {
        list_links(path);
      } else if (name.name.ends_with(".service.d")) {
        drop_in_directories_[name.name.substr(0, name.name.size() - 2)].push_back(path);
      }
    }
  }

  void list_links(const std::string& directory) {
    const Attempt<std::vector<Name>> names = root_.list(directory);
    if (!names.ok()) {
      return;
    }
    for (const Name& name : *names) {
      if (name.name.ends_with(kService)) {
        const std::string unit = template_of(name.name);
        links_[unit].push_back(directory + '/' + name.name);
        wanted_.insert(unit);
      }
    }
  }

  void add(unit::Units& units, const std::string& name) const {
    const auto place = places_.find(name);
    if (place == places_.end()) {
      return;
    }
    Unit unit;
    unit.path = place->second;
    const Attempt<std::string> bytes = root_.read(unit.path, kLargestUnit);
    if (bytes.ok()) {
      unit.bytes = *bytes;
      unit.masked = bytes->empty();
    } else {
      unit.unreadable = bytes.error() == EACCES || bytes.error() == EFBIG;
      const Attempt<std::string> target = root_.read_link(unit.path);
      unit.masked = target.ok() && *target == "/dev/null";
    }
    add_links(unit, name);
    const bool unseen = unit.unreadable && unit.enabled();
    if (name != unit::kLockUnit && !unseen && (unit.masked || !has_to_do_with_the_value(unit.bytes))) {
      return;
    }
    const Attempt<host::Place> end = root_.place_of(unit.path);
    if (end.ok() && bytes.ok()) {
      unit.file = end->path;
    }
    add_drop_ins(unit, name);
    units.emplace(name, std::move(unit));
  }

  void add_links(Unit& unit, const std::string& name) const {
    const auto links = links_.find(name);
    if (links == links_.end()) {
      return;
    }
    for (const std::string& path : links->second) {
      const Attempt<std::string> target = root_.read_link(path);
      unit.links.push_back({.path = path, .target = target.ok() ? *target : std::string{}});
    }
  }

  void add_drop_ins(Unit& unit, const std::string& name) const {
    const auto directories = drop_in_directories_.find(name);
    if (directories == drop_in_directories_.end()) {
      return;
    }
    for (const std::string& directory : directories->second) {
      const Attempt<std::vector<Name>> names = root_.list(directory);
      for (const Name& drop_in : names.ok() ? *names : std::vector<Name>{}) {
        if (drop_in.name.ends_with(".conf")) {
          unit.drop_ins.push_back(directory + '/' + drop_in.name);
        }
      }
    }
  }

  const Root& root_;
  std::map<std::string, std::string, std::less<>> places_;  ///< by unit name: the strongest file
  std::map<std::string, std::vector<std::string>, std::less<>> links_;
  std::map<std::string, std::vector<std::string>, std::less<>> drop_in_directories_;
  std::set<std::string, std::less<>> wanted_;
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

}  // namespace

unit::Units read_boot_units(const Root& root) { return UnitReader(root).read(); }

std::vector<Stage> stages_of_units(const unit::Units& units, bool with_systemd) {
  std::vector<Stage> stages;
  for (const auto& [name, unit] : units) {
    const unit::UnitEffect effect = unit::effect_of_unit(unit);
    if (effect.role == unit::Role::kOther && !unit.unreadable) {
      continue;
    }
    stages.push_back({.kind = StageKind::kBootUnit,
                      .time = StageTime::kAfter,
                      .file = unit.path,
                      .line = effect.line,
                      .text = effect.text,
                      .value = effect.value,
                      .active = with_systemd && unit.enabled() && effect.starts && !unit.masked,
                      .certain = effect.certain,
                      .note = note_of(name, effect),
                      .skip_word = effect.unless});
  }
  return stages;
}

}  // namespace yama
