// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "unit/unit.h"
#include "unit/unit_file.h"

namespace yama::unit {

/// A setting of a unit, and the file that holds it.
struct PlacedSetting {
  Setting setting;
  std::string file;  ///< the unit's own or a drop-in's
};

/// The settings of a unit and of its drop-ins, in the order in which systemd reads them.
class UnitSettings {
 public:
  explicit UnitSettings(const Unit& unit);

  [[nodiscard]] const std::vector<PlacedSetting>& all() const { return settings_; }

  /// The assignments of a list, those before its last empty one left out: systemd.syntax(7).
  [[nodiscard]] std::vector<const PlacedSetting*> list(std::string_view section, std::string_view key) const;

  /// The words of all assignments of a list of names.
  [[nodiscard]] std::vector<std::string> words(std::string_view section, std::string_view key) const;

  /// The last assignment; empty when there is none.
  [[nodiscard]] std::string last(std::string_view section, std::string_view key) const;

  /// The last assignment as systemd reads a yes or no; `otherwise` when there is none or it is neither.
  /// Source: systemd src/basic/parse-util.c parse_boolean().
  [[nodiscard]] bool is_true(std::string_view section, std::string_view key, bool otherwise) const;

 private:
  std::vector<PlacedSetting> settings_;
};

/// Whether a setting may change what a unit's commands do to the value, or whether they run at all: of a drop-in with
/// nothing of the kind ("TimeoutStopFailureMode=", "Description=") nothing need be said.
bool is_weighty(std::string_view key);

/// Whether a text may be about the value or have a loader read settings.
bool speaks_of_value(std::string_view bytes);

}  // namespace yama::unit
