// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <initializer_list>

namespace yama {

/// A way in for options: one of the two modules, or a verb of the command line.
enum class Door { kModule, kInfoModule, kStatus, kFind, kExplain, kSet, kUnset, kCommentOut, kReload, kProbe };

/// Some of the doors.
class Doors {
 public:
  constexpr Doors(std::initializer_list<Door> doors) {
    for (const Door door : doors) {
      bits_ |= bit(door);
    }
  }

  [[nodiscard]] constexpr bool contain(Door door) const { return (bits_ & bit(door)) != 0; }

  friend constexpr Doors operator|(Doors some, Doors more) {
    some.bits_ |= more.bits_;
    return some;
  }

 private:
  static constexpr unsigned bit(Door door) { return 1U << static_cast<unsigned>(door); }

  unsigned bits_ = 0;
};

}  // namespace yama
