// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unit/unit_settings.h"

namespace yama::unit {

/// What a unit's conditions and assertions say together.
struct Conditions {
  bool hold = true;        ///< false: one is known not to hold
  bool understood = true;  ///< there is none of which it is not known
  std::string unless;      ///< the word on the kernel command line with which it is skipped
};

/// `known` is Unit::conditions. Source: systemd src/shared/condition.c condition_test_list(): all must hold, and one of
/// those with '|'; an empty assignment takes back those before it.
/// `kernel` is the release that "%v" stands for.
Conditions conditions_of(const UnitSettings& settings, const std::map<std::string, bool, std::less<>>& known,
                         std::string_view kernel = {});

/// The same for a unit, with every kernel that may be started: they hold when they do for one of them.
Conditions conditions_of(const UnitSettings& settings, const Unit& unit);

/// The conditions and assertions that count: those that no empty one takes back.
std::vector<const PlacedSetting*> counting_conditions(const UnitSettings& settings);

/// What is known of one condition; none when it is not known.
std::optional<bool> holds(const Setting& setting, const std::map<std::string, bool, std::less<>>& known,
                          std::string_view kernel = {});

/// Whether a setting is a condition or an assertion.
bool is_condition(std::string_view key);

}  // namespace yama::unit
