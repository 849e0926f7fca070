// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/load_unit.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "observe/units/known_conditions.h"
#include "unit/conditions.h"
#include "unit/specifiers.h"
#include "unit/unit_settings.h"

namespace yama::units {
namespace {

using host::Attempt;

/// systemd takes the drop-ins of every name of a unit. Links to it are looked for where one is known.
constexpr std::string_view kLoader = "systemd-sysctl.service";
constexpr std::string_view kLoaderOnDebian = "procps.service";

/// Programs of which no one asks what is in them.
bool is_well_known(std::string_view path) {
  static constexpr std::array<std::string_view, 12> kNames = {"sysctl", "echo", "printf", "true", "false", "sleep",
                                                              "mkdir",  "rm",   "cat",    "kill", "test",  "systemctl"};
  return std::find(kNames.begin(), kNames.end(), path.substr(path.rfind('/') + 1)) != kNames.end();
}

bool begins_as_script(const host::Root& root, const std::string& path) {
  const Attempt<host::UniqueFd> fd = root.open_file(path, O_RDONLY | O_NONBLOCK);
  std::array<char, 2> start = {};
  return fd.ok() && ::pread(fd->get(), start.data(), start.size(), 0) == 2 && start[0] == '#' && start[1] == '!';
}

/// The bytes of a regular file that is a script; a program is not read.
std::optional<std::string> read_script(const host::Root& root, const std::string& path, bool interpreted) {
  const Attempt<struct stat> status = root.status(path);
  if (!status.ok() || !S_ISREG(status->st_mode) || (!interpreted && !begins_as_script(root, path))) {
    return std::nullopt;
  }
  Attempt<std::string> bytes = root.read(path, limit::kText);
  const bool is_text = bytes.ok() && bytes->find('\0') == std::string::npos;
  return is_text ? std::optional{std::move(bytes).value()} : std::nullopt;
}

}  // namespace

const unit::Unit& UnitLoader::load(const std::string& name) {
  const auto [found, is_new] = loaded_.try_emplace(name);
  unit::Unit& unit = found->second.unit;
  if (is_new) {
    unit.path = directories_.place_of(name);
    if (!unit.path.empty()) {
      read_file(unit);
      read_drop_ins(unit, name);
    }
  }
  return unit;
}

const unit::Unit& UnitLoader::complete(const std::string& name) {
  load(name);
  Loaded& loaded = loaded_.at(name);
  if (!std::exchange(loaded.complete, true) && !loaded.unit.path.empty() && !loaded.unit.masked) {
    if (unit::names_kernel(loaded.unit)) {
      loaded.unit.kernels = next_.kernels;
    }
    const unit::UnitSettings settings(loaded.unit);
    read_scripts(loaded.unit, settings, name);
    judge_conditions(loaded.unit, settings);
  }
  return loaded.unit;
}

const unit::Unit& UnitLoader::complete(const std::string& name, std::string_view path, std::string_view bytes) {
  if (load(name).path.empty()) {
    unit::Unit& unit = loaded_.at(name).unit;
    unit.path = path;
    unit.bytes = bytes;
    read_drop_ins(unit, name);
  }
  return complete(name);
}

bool UnitLoader::is_of_interest(const unit::Unit& unit) {
  return unit::speaks_of_value(unit.bytes) || std::any_of(unit.texts.begin(), unit.texts.end(), [](const auto& text) {
           return unit::speaks_of_value(text.second);
         });
}

void UnitLoader::read_file(unit::Unit& unit) const {
  Attempt<std::string> bytes = root_.read(unit.path, limit::kText);
  if (bytes.ok()) {
    unit.bytes = std::move(bytes).value();
    unit.masked = unit.bytes.empty();
    return;
  }
  unit.unreadable = bytes.error() == EACCES || bytes.error() == EFBIG;
  const Attempt<std::string> target = root_.read_link(unit.path);
  unit.masked = target.ok() && target->ends_with("/dev/null");  // an image has no devices before it boots
}

void UnitLoader::read_drop_ins(unit::Unit& unit, const std::string& name) {
  std::vector<std::string> names = {name};
  if (std::string other = directories_.alias_of(name); !other.empty()) {
    names.push_back(std::move(other));
  }
  if (name == kLoader && directories_.alias_of(kLoaderOnDebian) == name) {
    names.emplace_back(kLoaderOnDebian);
  }
  for (const std::string& path : directories_.drop_ins_of(names)) {
    const std::optional<std::string>& text = drop_in_text(path);
    if (!text) {
      unit.drop_ins.push_back(path);
      unit.unreadable = true;
      continue;
    }
    const std::string directory = path.substr(0, path.rfind('/'));
    const bool of_this_unit = directory.ends_with("/" + name + ".d");
    const auto settings = unit::settings_of(*text);
    const bool weighs = std::any_of(settings.begin(), settings.end(), [](const unit::Setting& setting) {
      return setting.section != "Service" || unit::is_weighty(setting.key);
    });
    if (of_this_unit || weighs) {
      unit.drop_ins.push_back(path);
      unit.texts.emplace(path, *text);
    }
  }
}

const std::optional<std::string>& UnitLoader::drop_in_text(const std::string& path) {
  const auto [text, is_new] = drop_in_texts_.try_emplace(path);
  if (is_new) {
    Attempt<std::string> bytes = root_.read(path, limit::kText);
    if (bytes.ok()) {
      text->second = std::move(bytes).value();
    } else if (bytes.error() == EINVAL || bytes.error() == ENOENT) {
      text->second.emplace();  // a link to /dev/null, which an image does not hold before it boots
    }
  }
  return text->second;
}

void UnitLoader::read_scripts(unit::Unit& unit, const unit::UnitSettings& settings, const std::string& name) {
  std::vector<unit::NamedScript> scripts;
  for (const unit::PlacedSetting& placed : settings.all()) {
    if (placed.setting.key.starts_with("Exec")) {
      const std::string command = unit::expand_specifiers(placed.setting.value, name).text;
      for (unit::NamedScript& script : unit::scripts_of(command)) {
        scripts.push_back(std::move(script));
      }
    }
  }
  if (scripts.size() > limit::kUnitScripts) {
    unit.unreadable = true;  // what the others do is not known
    scripts.resize(limit::kUnitScripts);
  }
  for (const unit::NamedScript& script : scripts) {
    if (!is_well_known(script.path)) {
      read_named(unit, script);
    }
  }
}

void UnitLoader::read_named(unit::Unit& unit, const unit::NamedScript& script) {
  const bool interpreted = !script.interpreter.empty();
  for (std::string& place : unit::places_of(script.path)) {
    if (unit.texts.contains(place)) {
      return;
    }
    if (!interpreted && no_scripts_.contains(place)) {
      continue;
    }
    if (auto bytes = read_script(root_, place, interpreted)) {
      if (unit::speaks_of_value(*bytes)) {
        unit.texts.emplace(std::move(place), *std::move(bytes));
      }
      return;
    }
    if (!interpreted) {
      no_scripts_.insert(std::move(place));
    }
  }
}

void UnitLoader::judge_conditions(unit::Unit& unit, const unit::UnitSettings& settings) const {
  for (const unit::PlacedSetting& placed : settings.all()) {
    const unit::Setting& setting = placed.setting;
    if (setting.section != "Unit" || !unit::is_condition(setting.key) || setting.value.empty()) {
      continue;
    }
    const bool of_kernel = unit::names_kernel(setting.value);
    for (const std::string& kernel : of_kernel ? unit.kernels : std::vector<std::string>{std::string{}}) {
      const std::string value = of_kernel ? unit::expand_specifiers(setting.value, {}, kernel).text : setting.value;
      if (const auto holds = holds_at_boot(root_, setting.key, value, next_.command_lines)) {
        unit.conditions.emplace(setting.key + "=" + value, *holds);
      }
    }
  }
}

}  // namespace yama::units
