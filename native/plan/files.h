// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"
#include "status/goal.h"

namespace yama {

/// What the loaders' files are to give.
struct FileGoal {
  Goal goal;
  bool own_line = true;        ///< false: only comment out, promise nothing
  bool ignore_errors = false;  ///< "-key = N", for a kernel that a boot unit locks at 3 later
  std::string word = {};       ///< in boots with this word on the kernel command line; empty: in every boot
};

/// The least change to the files that makes every boot give the goal. Fails, with the loader, file and line in the way,
/// when no change that the request allows does. `warnings` gets what was outranked or left alone.
Result<std::vector<Edit>> arrange_files(const Observation& seen, const Request& request, const FileGoal& goal,
                                        std::vector<std::string>& warnings);

}  // namespace yama
