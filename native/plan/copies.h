// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "base/maker.h"
#include "observe/hints.h"
#include "plan/conflicts.h"
#include "plan/draft.h"
#include "sysctl/tree.h"

/// Files in /etc/sysctl.d that shadow a vendor file with a copy of it, made by vendor_files: shadow. A copy hides all
/// of the vendor file, so it has to follow the package's next releases.
namespace yama::copies {

enum class State {
  kFresh,   ///< of the vendor file as it is
  kStale,   ///< the vendor file is another since, or gone
  kEdited,  ///< the same, and the copy was changed by hand, or it cannot be known that it was not
};

struct Found {
  std::string file;
  std::string vendor_file;
  State state = State::kFresh;
};

/// Every copy among the files.
std::vector<Found> find(const sysctl::Tree& tree);

/// A hint for each copy that is not of the vendor file as it is.
std::vector<Hint> hints(const sysctl::Tree& tree);

/// Shadows the vendor files of the conflicts that some loader reads.
void make(Draft& draft, const std::vector<Conflict>& conflicts, Maker maker);

/// Takes a copy away, or makes it anew with the lines of the vendor file commented out that conflict. `conflicts` are
/// those that there are without the copy.
void refresh(Draft& draft, const Found& copy, const std::vector<Conflict>& conflicts, Maker maker);

}  // namespace yama::copies
