// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit.h"

#include <algorithm>
#include <cctype>

#include "base/scope.h"
#include "unit/command_effect.h"
#include "unit/lock_unit.h"
#include "unit/unit_file.h"

namespace yama::unit {
namespace {

constexpr std::string_view kPublishedDescription = "removes, system-wide, the ability to ptrace";
constexpr std::string_view kPublishedWord = "maintenance";

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string last_value(const std::vector<Setting>& settings, std::string_view section, std::string_view key) {
  std::string value;
  for (const Setting& setting : settings) {
    if (setting.section == section && setting.key == key) {
      value = setting.value;
    }
  }
  return value;
}

/// What some commands of a unit do together, one after the other.
struct Total {
  CommandEffect effect;
  std::size_t line = 0;
  std::string text;

  void add(const Setting& setting, const CommandEffect& next) {
    if (!next.touches) {
      return;
    }
    if (effect.touches && effect.certain && effect.value == Scope::kNoAttach) {
      effect.certain = next.certain;  // nothing is lower than 3 after 3
      return;
    }
    const bool certain = next.certain && !next.loads && (!effect.touches || effect.certain);
    effect = {.touches = true, .certain = certain, .value = certain ? next.value : std::nullopt};
    line = setting.line;
    text = setting.key + "=" + setting.value;
  }
};

/// The commands of a unit's [Service] section.
struct Commands {
  Total start;               ///< what systemd runs to start it
  Total misspelt;            ///< what stands behind "Execstart" and the like, which systemd passes over
  bool has_command = false;  ///< without ExecStart= systemd refuses the unit
};

Commands commands_of(const std::vector<Setting>& settings) {
  const std::string output = last_value(settings, "Service", "StandardOutput");
  Commands commands;
  for (const Setting& setting : settings) {
    if (setting.section != "Service") {
      continue;
    }
    const CommandEffect effect = effect_of_command(setting.value, output);
    if (setting.key == "ExecStart" || setting.key == "ExecStartPre" || setting.key == "ExecStartPost") {
      commands.has_command = commands.has_command || (setting.key == "ExecStart" && !setting.value.empty());
      commands.start.add(setting, effect);
    } else if (lower(setting.key) == "execstart") {
      commands.misspelt.add(setting, effect);
    } else if (setting.key.starts_with("Exec") && effect.touches) {  // ExecStop= and others: some time or other
      commands.start.add(setting, {.touches = true, .certain = false, .value = {}});
    }
  }
  return commands;
}

/// When a unit is skipped.
struct Conditions {
  std::string unless;      ///< the word on the kernel command line
  bool understood = true;  ///< there is no other condition
};

Conditions conditions_of(const std::vector<Setting>& settings) {
  Conditions conditions;
  for (const Setting& setting : settings) {
    const bool is_condition = setting.key.starts_with("Condition") || setting.key.starts_with("Assert");
    const bool holds = setting.value.empty() || setting.value.starts_with("/proc/sys/kernel/yama");
    if (setting.section != "Unit" || !is_condition || holds) {
      continue;
    }
    const bool is_word = setting.key == "ConditionKernelCommandLine" && setting.value.starts_with('!') &&
                         setting.value.find_first_of("= \t\"'%") == std::string::npos;
    if (is_word && conditions.unless.empty()) {
      conditions.unless = setting.value.substr(1);
    } else {
      conditions.understood = false;
    }
  }
  return conditions;
}

}  // namespace

bool is_unit_path(std::string_view path) { return path.find("/systemd/system/") != std::string_view::npos; }

bool is_enabling_link(std::string_view path) {
  const std::string_view directory = path.substr(0, path.rfind('/'));
  return is_unit_path(path) &&
         (directory.ends_with(".wants") || directory.ends_with(".requires") || directory.ends_with(".upholds"));
}

UnitEffect effect_of_unit(const Unit& unit) {
  const auto settings = settings_of(unit.bytes);
  const Commands commands = commands_of(settings);
  const bool starts = commands.has_command || commands.start.effect.touches;
  const Total& total = starts ? commands.start : commands.misspelt;
  if (!total.effect.touches && !is_lock_unit(unit.bytes)) {
    return {};
  }
  const Conditions conditions = conditions_of(settings);
  const bool published = total.effect.value == Scope::kNoAttach &&
                         (conditions.unless == kPublishedWord ||
                          lower(last_value(settings, "Unit", "Description")) == kPublishedDescription);
  UnitEffect effect{.role = published ? Role::kPublished : Role::kWriter,
                    .value = total.effect.value,
                    .certain = total.effect.certain && conditions.understood && unit.drop_ins.empty(),
                    .starts = commands.has_command,
                    .unless = conditions.unless,
                    .line = total.line,
                    .text = total.text};
  if (is_lock_unit(unit.bytes)) {
    effect.role = Role::kLock;
  }
  if (!effect.certain) {
    effect.value.reset();
  }
  return effect;
}

}  // namespace yama::unit
