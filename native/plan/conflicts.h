// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "status/forecast.h"
#include "status/goal.h"
#include "sysctl/tree.h"

namespace yama {

/// A definition that stands against what is wanted.
struct Conflict {
  std::string file;
  std::string entry;
  std::size_t line = 0;
  std::size_t offset = 0;
  bool live = false;        ///< it is read (not shadowed, nor in a file that neither a loader nor a stage loads)
  bool other_keys = false;  ///< a pattern that may match other keys too, so it must stay
  bool vendor = false;      ///< in a file that belongs to a package
  bool conffile = false;    ///< in a conffile that is as its package brought it
};

/// Every definition whose value is not accepted by the goal, or which the kernel refuses; without a scope in the goal,
/// every definition. Lines that this product set itself are left out. In the order of file and offset, each once.
/// `must_ignore_errors`: a line whose loader fails when the kernel is locked at 3 ("key = 1" without '-') is one too.
std::vector<Conflict> find_conflicts(const sysctl::Tree& tree, const Boot& boot, const Goal& goal,
                                     const Packages& packages, bool must_ignore_errors = false);

}  // namespace yama
