// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sysctl/behaviour.h"
#include "sysctl/prediction.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// A name in the Tree as one loader comes to it.
struct Visit {
  std::string_view entry;  ///< the key in Tree::entries
  const Entry* what = nullptr;
  Fate fate = Fate::kIgnored;  ///< for names that are not read: kShadowed or kUnread
  std::string reason = {};     ///< why it is not read
};

/// What a loader does with every name of a Tree. A name that no loader can ever take for settings is in neither list.
struct ReadingOrder {
  std::vector<Visit> read;  ///< in the order of reading; procps may come to a name twice
  std::vector<Visit> unread;
  std::vector<std::string_view> unfollowed;  ///< names that stand for more names than are looked for
};

/// The whole boot-time run.
ReadingOrder reading_order(const Behaviour& behaviour, const Tree& tree);

/// `sysctl -p ENTRY`: nothing but this name.
ReadingOrder reading_order_of_one(const Tree& tree, std::string_view entry);

}  // namespace yama::sysctl
