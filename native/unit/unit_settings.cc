// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit_settings.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace yama::unit {
namespace {

void add(std::vector<PlacedSetting>& all, std::string_view bytes, const std::string& file) {
  std::vector<Setting> settings = settings_of(bytes);
  all.reserve(all.size() + settings.size());
  for (Setting& setting : settings) {
    all.push_back({.setting = std::move(setting), .file = file});
  }
}

bool is(const PlacedSetting& placed, std::string_view section, std::string_view key) {
  return placed.setting.section == section && placed.setting.key == key;
}

}  // namespace

UnitSettings::UnitSettings(const Unit& unit) {
  add(settings_, unit.bytes, unit.path);
  for (const std::string& drop_in : unit.drop_ins) {
    if (const auto text = unit.texts.find(drop_in); text != unit.texts.end()) {
      add(settings_, text->second, drop_in);
    }
  }
}

std::vector<const PlacedSetting*> UnitSettings::list(std::string_view section, std::string_view key) const {
  std::vector<const PlacedSetting*> result;
  for (const PlacedSetting& placed : settings_) {
    if (!is(placed, section, key)) {
      continue;
    }
    if (placed.setting.value.empty()) {
      result.clear();
    } else {
      result.push_back(&placed);
    }
  }
  return result;
}

std::vector<std::string> UnitSettings::words(std::string_view section, std::string_view key) const {
  std::vector<std::string> result;
  for (const PlacedSetting* placed : list(section, key)) {
    std::vector<std::string> words = words_of(placed->setting.value);
    std::move(words.begin(), words.end(), std::back_inserter(result));
  }
  return result;
}

std::string UnitSettings::last(std::string_view section, std::string_view key) const {
  const auto found = std::find_if(settings_.rbegin(), settings_.rend(),
                                  [&](const PlacedSetting& placed) { return is(placed, section, key); });
  return found == settings_.rend() ? std::string{} : found->setting.value;
}

bool UnitSettings::is_true(std::string_view section, std::string_view key, bool otherwise) const {
  static constexpr std::array<std::string_view, 6> kYes = {"1", "yes", "y", "true", "t", "on"};
  static constexpr std::array<std::string_view, 6> kNo = {"0", "no", "n", "false", "f", "off"};
  const std::string value = last(section, key);
  if (std::find(kYes.begin(), kYes.end(), value) != kYes.end()) {
    return true;
  }
  return std::find(kNo.begin(), kNo.end(), value) == kNo.end() && otherwise;
}

bool is_weighty(std::string_view key) {
  static constexpr std::array<std::string_view, 20> kPrefixes = {
      "Condition",  "Assert",       "Exec",        "LoadCredential", "SetCredential", "ImportCred",     "Protect",
      "ReadOnly",   "Inaccessible", "Capability",  "Private",        "User",          "Dynamic",        "Root",
      "SystemCall", "ProcSubset",   "StandardOut", "StandardErr",    "Type",          "RemainAfterExit"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [key](std::string_view prefix) { return key.starts_with(prefix); });
}

bool speaks_of_value(std::string_view bytes) {
  return bytes.find("ptrace_scope") != std::string_view::npos || bytes.find("sysctl") != std::string_view::npos;
}

}  // namespace yama::unit
