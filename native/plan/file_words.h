// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "observe/observation.h"
#include "plan/conflicts.h"
#include "plan/draft.h"
#include "plan/files.h"
#include "request/request.h"
#include "status/forecast.h"

/// What a person is told of the files: what was left as it is and why, what comes back, and why nothing can be done.
namespace yama {

/// One sentence for each line that stands against the goal and was left as it is.
std::vector<std::string> notes_on_left(const Observation& seen, const Boot& after, const std::vector<Conflict>& left,
                                       bool own_line);

/// One sentence for each edited file that somebody else will want to write: a package's upgrade, a manager of
/// configuration.
std::vector<std::string> notes_on_edited(const Observation& seen, const Draft& draft);

/// Why no change that the request allows makes the next boot right, and what would. `boot` is the best that there is,
/// with its faults; `left` is what still stands against the goal.
Error refusal(const Observation& seen, const Request& request, const FileGoal& goal, const Boot& boot,
              const std::vector<Conflict>& left);

/// Who says in a file's first lines that it manages the file: "Puppet"; empty when nobody does.
std::string manager_of(std::string_view bytes);

}  // namespace yama
