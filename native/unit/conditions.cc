// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/conditions.h"

#include <optional>
#include <utility>
#include <vector>

#include "unit/specifiers.h"

namespace yama::unit {
namespace {

constexpr std::string_view kCondition = "Condition";
constexpr std::string_view kAssert = "Assert";

/// The word of "ConditionKernelCommandLine=!word"; empty for any other condition.
std::string skip_word_of(const Setting& setting) {
  const bool is_word = setting.key == "ConditionKernelCommandLine" && setting.value.starts_with('!') &&
                       setting.value.size() > 1 && setting.value.find_first_of("= \t\"'%") == std::string::npos;
  return is_word ? setting.value.substr(1) : std::string{};
}

/// The conditions, or the assertions, that count.
std::vector<const PlacedSetting*> counting(const UnitSettings& settings, std::string_view prefix) {
  std::vector<const PlacedSetting*> result;
  for (const PlacedSetting& placed : settings.all()) {
    const Setting& setting = placed.setting;
    if (setting.section != "Unit" || !setting.key.starts_with(prefix)) {
      continue;
    }
    if (setting.value.empty()) {
      result.clear();
    } else {
      result.push_back(&placed);
    }
  }
  return result;
}

class Judge {
 public:
  Judge(const std::map<std::string, bool, std::less<>>& known, std::string_view kernel)
      : known_(known), kernel_(kernel) {}

  void add(const std::vector<const PlacedSetting*>& list) {
    bool some_trigger = false;
    bool trigger_holds = false;
    bool trigger_may_hold = false;
    for (const PlacedSetting* const placed : list) {
      const Setting* const setting = &placed->setting;
      const std::optional<bool> holds = unit::holds(*setting, known_, kernel_);
      if (setting->value.starts_with('|')) {
        some_trigger = true;
        trigger_holds = trigger_holds || holds.value_or(false);
        trigger_may_hold = trigger_may_hold || holds.value_or(true);
      } else if (std::string word = skip_word_of(*setting); !word.empty() && result_.unless.empty()) {
        result_.unless = std::move(word);
      } else {
        result_.hold = result_.hold && holds.value_or(true);
        result_.understood = result_.understood && holds.has_value();
      }
    }
    if (some_trigger && !trigger_holds) {
      result_.hold = result_.hold && trigger_may_hold;
      result_.understood = false;
    }
  }

  [[nodiscard]] Conditions result() && { return std::move(result_); }

 private:
  const std::map<std::string, bool, std::less<>>& known_;
  std::string_view kernel_;
  Conditions result_;
};

}  // namespace

std::vector<const PlacedSetting*> counting_conditions(const UnitSettings& settings) {
  std::vector<const PlacedSetting*> all = counting(settings, kCondition);
  const std::vector<const PlacedSetting*> assertions = counting(settings, kAssert);
  all.insert(all.end(), assertions.begin(), assertions.end());
  return all;
}

std::optional<bool> holds(const Setting& setting, const std::map<std::string, bool, std::less<>>& known,
                          std::string_view kernel) {
  const bool is_writable = setting.key == "ConditionPathIsReadWrite" &&
                           (setting.value == "/proc/sys" || setting.value.starts_with("/proc/sys/"));
  if (is_writable || setting.value.starts_with("/proc/sys/kernel/yama")) {
    return true;  // else there is nothing to write to, or this is a container, of which nothing is promised
  }
  auto found = known.find(setting.key + "=" + setting.value);
  if (found == known.end()) {
    found = known.find(setting.key + "=" + expand_specifiers(setting.value, {}, kernel).text);
  }
  return found == known.end() ? std::nullopt : std::optional{found->second};
}

Conditions conditions_of(const UnitSettings& settings, const std::map<std::string, bool, std::less<>>& known,
                         std::string_view kernel) {
  Judge judge(known, kernel);
  judge.add(counting(settings, kCondition));
  judge.add(counting(settings, kAssert));
  return std::move(judge).result();
}

Conditions conditions_of(const UnitSettings& settings, const Unit& unit) {
  if (unit.kernels.empty()) {
    return conditions_of(settings, unit.conditions);
  }
  Conditions all{.hold = false, .understood = true, .unless = {}};
  for (const std::string& kernel : unit.kernels) {
    const Conditions one = conditions_of(settings, unit.conditions, kernel);
    all.hold = all.hold || one.hold;
    all.understood = all.understood && (one.understood || !one.hold);
    all.unless = one.unless;
  }
  return all;
}

bool is_condition(std::string_view key) { return key.starts_with(kCondition) || key.starts_with(kAssert); }

}  // namespace yama::unit
