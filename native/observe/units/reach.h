// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "observe/units/load_unit.h"
#include "observe/units/outer_starters.h"
#include "observe/units/unit_directories.h"

namespace yama::units {

/// How a unit comes to be started at the next boot.
struct Reached {
  bool loose = false;   ///< it may be; else it is certain
  std::string starter;  ///< what starts it besides links; empty: nothing
  bool starter_loose = false;
  bool starter_later = false;
};

/// The units that the next boot starts, found from default.target along what every unit wants, requires or is for. A
/// unit's own conditions are not asked, but those of timers, paths and sockets are. Reads every unit that is reached.
class Reach {
 public:
  Reach(const UnitDirectories& directories, UnitLoader& loader) : directories_(directories), loader_(loader) {}

  /// `others`: what starts units besides default.target; `presets`: links that are made only at the boot.
  void follow(const std::vector<OuterStarter>& others, const std::vector<OwnedLink>& presets);

  [[nodiscard]] const std::map<std::string, Reached, std::less<>>& units() const { return reached_; }

  /// What a link is worth: whether the unit in whose directory it lies is started.
  enum class Worth { kStarts, kMayStart, kIdle };
  [[nodiscard]] Worth worth_of(const OwnedLink& link) const;

 private:
  void start(const std::string& name, bool loose);
  void start_by(const std::string& name, std::string_view starter, bool loose, bool later);
  void go(bool loose);
  void expand(const std::string& name, bool loose);
  void follow_links(const std::string& name, bool loose);

  const UnitDirectories& directories_;
  UnitLoader& loader_;
  std::map<std::string, std::vector<const OwnedLink*>, std::less<>> links_by_owner_;
  std::map<std::string, Reached, std::less<>> reached_;
  std::deque<std::string> sure_;
  std::deque<std::string> loose_;
};

}  // namespace yama::units
