// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"
#include "observe/units/unit_directories.h"
#include "unit/unit.h"
#include "unit/unit_scripts.h"
#include "unit/unit_settings.h"

namespace yama::units {

/// What the next boot may be like; of each at least one when it is known.
struct NextBoot {
  std::vector<std::string> command_lines = {};  ///< kernel command lines
  std::vector<std::string> kernels = {};        ///< the releases of its kernels
};

/// Reads units, each once. A unit's file, a drop-in and a script are read up to 1 MiB, and only regular files.
class UnitLoader {
 public:
  UnitLoader(const host::Root& root, const UnitDirectories& directories, const NextBoot& next)
      : root_(root), directories_(directories), next_(next) {}

  /// The unit's own text and its drop-ins; an empty path when no directory has the name.
  const unit::Unit& load(const std::string& name);

  /// Reads the scripts that its commands name, and judges its conditions.
  const unit::Unit& complete(const std::string& name);

  /// The same for a unit that is taken to be as its package has it when no directory has the name.
  const unit::Unit& complete(const std::string& name, std::string_view path, std::string_view bytes);

  /// Whether something of it speaks of the value or of a loader; after complete().
  static bool is_of_interest(const unit::Unit& unit);

 private:
  struct Loaded {
    unit::Unit unit;
    bool complete = false;
  };

  void read_file(unit::Unit& unit) const;
  void read_drop_ins(unit::Unit& unit, const std::string& name);
  /// None when it cannot be read.
  const std::optional<std::string>& drop_in_text(const std::string& path);
  void read_scripts(unit::Unit& unit, const unit::UnitSettings& settings, const std::string& name);
  void read_named(unit::Unit& unit, const unit::NamedScript& script);
  void judge_conditions(unit::Unit& unit, const unit::UnitSettings& settings) const;

  const host::Root& root_;
  const UnitDirectories& directories_;
  const NextBoot& next_;
  std::map<std::string, Loaded, std::less<>> loaded_;
  std::map<std::string, std::optional<std::string>, std::less<>> drop_in_texts_;
  std::set<std::string, std::less<>> no_scripts_;  ///< places of programs, and of nothing
};

}  // namespace yama::units
