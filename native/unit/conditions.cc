// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/conditions.h"

#include <optional>
#include <utility>
#include <vector>

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
std::vector<const Setting*> counting(const UnitSettings& settings, std::string_view prefix) {
  std::vector<const Setting*> result;
  for (const PlacedSetting& placed : settings.all()) {
    const Setting& setting = placed.setting;
    if (setting.section != "Unit" || !setting.key.starts_with(prefix)) {
      continue;
    }
    if (setting.value.empty()) {
      result.clear();
    } else {
      result.push_back(&setting);
    }
  }
  return result;
}

class Judge {
 public:
  explicit Judge(const std::map<std::string, bool, std::less<>>& known) : known_(known) {}

  void add(const std::vector<const Setting*>& list) {
    bool some_trigger = false;
    bool trigger_holds = false;
    bool trigger_may_hold = false;
    for (const Setting* setting : list) {
      const std::optional<bool> holds = holds_or_not(*setting);
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
  [[nodiscard]] std::optional<bool> holds_or_not(const Setting& setting) const {
    if (setting.value.starts_with("/proc/sys/kernel/yama")) {
      return true;  // else there is nothing to write to
    }
    const auto found = known_.find(setting.key + "=" + setting.value);
    return found == known_.end() ? std::nullopt : std::optional{found->second};
  }

  const std::map<std::string, bool, std::less<>>& known_;
  Conditions result_;
};

}  // namespace

Conditions conditions_of(const UnitSettings& settings, const std::map<std::string, bool, std::less<>>& known) {
  Judge judge(known);
  judge.add(counting(settings, kCondition));
  judge.add(counting(settings, kAssert));
  return std::move(judge).result();
}

bool is_condition(std::string_view key) { return key.starts_with(kCondition) || key.starts_with(kAssert); }

}  // namespace yama::unit
