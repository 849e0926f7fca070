// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"

namespace yama {

/// Edits in the order in which they are carried out.
struct Order {
  std::vector<Edit> edits;
  /// What a boot between two of them may give that is neither as before nor as planned; empty: there is no such moment.
  std::string uncovered = {};
};

/// Whether a run may end after any of the edits, in some order of them: the next boot then gives what it gave before or
/// what it gives after all of them, by every loader that decides in each of its behaviours, and is locked only if it is
/// so before or after. Taking edits back in reverse goes through the same moments.
bool has_order(const Observation& seen, const Request& request, const std::vector<Edit>& edits);

/// The edits in such an order, as near to the given one as can be, and one in which that holds for the loaders that
/// only somebody runs by hand, too, where there is one. Where there is none, one more file that is read last holds the
/// value meanwhile: an edit puts it there first and one removes it at the end. Where that does not help either, an
/// order in which at least nothing locks that is not to, and what is not covered.
Order put_in_order(const Observation& seen, const Request& request, std::vector<Edit> edits);

}  // namespace yama
