// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"
#include "request/request.h"
#include "unit/unit.h"

namespace yama {

/// What happens to systemd units. Links are made and removed directly, so that it is the same with no systemd running:
/// in an image or a chroot.
struct UnitPlan {
  std::vector<Edit> protect;    ///< our unit and what enables it
  std::vector<Edit> take_away;  ///< our unit, no longer wanted; the published one, commented out or put back
  std::vector<std::string> warnings;

  [[nodiscard]] bool empty() const { return protect.empty() && take_away.empty(); }
};

/// Our unit is to be in force.
inline bool wants_lock(const Request& request) {
  return request.verb == Verb::kEnsure && request.persist == Persist::kBootUnit;
}

/// Takes a link away with which a unit is started.
inline Edit disabling(const unit::EnablingLink& link, std::string_view name) {
  return {
      .path = link.path, .before = Link{link.target}, .after = Absent{}, .purpose = "disabled " + std::string{name}};
}

}  // namespace yama
