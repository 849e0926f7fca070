// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>

#include "request/request.h"
#include "row_promises.h"

namespace yama::loaders {

/// What a change looks like to a boot in the middle of it.
struct Prefixes {
  std::size_t checked = 0;
  std::size_t wrong = 0;
  std::size_t told = 0;        ///< of the wrong ones: the plan says that there may be such a moment
  std::string why = {};        ///< the first that is wrong and was not told
  test::FileSystem done = {};  ///< the files after the whole change
  bool refused = false;
};

/// Carries a plan out edit by edit, and back again. Between any two edits each loader in each of its behaviours gives,
/// by the models over the whole tree, with the files in /run and without, what it gave before the plan or what it gives
/// after it; none writes 3 on the way, or leaves its value in doubt, that does so neither before nor after.
Prefixes try_prefixes(const test::FileSystem& files, const BuildsOfHost& host, const Request& request);

}  // namespace yama::loaders
