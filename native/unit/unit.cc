// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit.h"

#include <algorithm>
#include <cctype>

#include "base/scope.h"
#include "unit/conditions.h"
#include "unit/lock_unit.h"
#include "unit/unit_settings.h"

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

/// The writes of a unit one after the other: the last value stays, but nothing is lower than 3 after 3.
struct Total {
  bool touches = false;
  bool certain = false;
  std::optional<Scope> value;
  const UnitWrite* last = nullptr;

  void add(const UnitWrite& write) {
    const bool sure = write.certain && write.moment == Moment::kStart && !write.loads;
    if (touches && certain && value == Scope::kNoAttach) {
      certain = sure;
      return;
    }
    certain = sure && (!touches || certain);
    value = certain ? write.value : std::nullopt;
    touches = true;
    last = &write;
  }
};

/// The unit as it would be if systemd took "Execstart" for ExecStart=.
Unit without_misspelling(const Unit& unit) {
  Unit mended = unit;
  constexpr std::string_view kKey = "execstart";
  const std::string small = lower(mended.bytes);
  for (std::size_t at = small.find(kKey); at != std::string::npos; at = small.find(kKey, at + 1)) {
    const std::size_t end = at + kKey.size();
    if ((at == 0 || small[at - 1] == '\n') && end < small.size() && (small[end] == '=' || small[end] == ' ')) {
      mended.bytes.replace(at, kKey.size(), "ExecStart");
    }
  }
  return mended;
}

/// A write's setting with its key as the unit has it.
std::string as_written(const Unit& unit, const UnitWrite& write) {
  for (const Setting& setting : settings_of(unit.bytes)) {
    if (setting.line == write.line && write.file == unit.path) {
      return setting.key + "=" + setting.value;
    }
  }
  return write.text;
}

/// Whether systemd takes it. Source: systemd 257 src/core/service.c service_verify().
bool is_valid(const UnitSettings& settings, std::string_view name) {
  if (name.ends_with(".socket")) {
    return true;
  }
  const auto commands = settings.list("Service", "ExecStart");
  const std::string type = settings.last("Service", "Type");
  if (commands.empty()) {
    return (type.empty() || type == "oneshot") && settings.is_true("Service", "RemainAfterExit", false) &&
           !settings.list("Service", "ExecStop").empty();
  }
  return commands.size() == 1 || type == "oneshot";
}

}  // namespace

bool is_unit_path(std::string_view path) { return path.find("/systemd/system/") != std::string_view::npos; }

bool is_enabling_link(std::string_view path) {
  const std::string_view directory = path.substr(0, path.rfind('/'));
  return is_unit_path(path) &&
         (directory.ends_with(".wants") || directory.ends_with(".requires") || directory.ends_with(".upholds"));
}

bool Unit::links_start() const {
  return std::any_of(links.begin(), links.end(),
                     [this](const EnablingLink& link) { return !idle_links.contains(link.path); });
}

bool Unit::enabled() const { return !starter.empty() || links_start(); }

bool Unit::surely_enabled() const {
  return (!starter.empty() && !starter_loose) ||
         std::any_of(links.begin(), links.end(), [this](const EnablingLink& link) {
           return !idle_links.contains(link.path) && !loose_links.contains(link.path);
         });
}

bool is_accepted(const Unit& unit, std::string_view name) { return is_valid(UnitSettings(unit), name); }

UnitEffect effect_of_unit(const Unit& unit, std::string_view name) {
  const UnitSettings settings(unit);
  const bool valid = is_valid(settings, name);
  auto writes = writes_of_unit(unit, name);
  const auto& texts = unit.texts;
  const bool mended = writes.empty() && settings.list("Service", "ExecStart").empty();
  if (mended) {
    writes = writes_of_unit(without_misspelling(unit), name);
  }
  Total total;
  for (const UnitWrite& write : writes) {
    total.add(write);
  }
  if (!total.touches && !is_lock_unit(unit.bytes)) {
    return {};
  }
  const Conditions conditions = conditions_of(settings, unit);
  const bool published =
      total.value == Scope::kNoAttach &&
      (conditions.unless == kPublishedWord || lower(settings.last("Unit", "Description")) == kPublishedDescription);
  const bool known = std::all_of(unit.drop_ins.begin(), unit.drop_ins.end(),
                                 [&texts](const std::string& file) { return texts.contains(file); });
  UnitEffect effect{.role = published ? Role::kPublished : Role::kWriter,
                    .value = total.value,
                    .certain = total.certain && conditions.understood && known,
                    .starts = valid,
                    .unless = conditions.unless,
                    .line = 0,
                    .text = {}};
  if (total.last != nullptr) {
    effect.line = total.last->line;
    effect.text = mended ? as_written(unit, *total.last) : total.last->text;
    effect.file = total.last->file == unit.path ? std::string{} : total.last->file;
  }
  if (is_lock_unit(unit.bytes)) {
    effect.role = Role::kLock;
  }
  if (!effect.certain) {
    effect.value.reset();
  }
  return effect;
}

bool is_kept_from_starting(const Unit& unit) { return !conditions_of(UnitSettings(unit), unit).hold; }

}  // namespace yama::unit
