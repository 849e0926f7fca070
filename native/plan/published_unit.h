// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/maker.h"
#include "unit/unit.h"

/// How a unit of somebody else's is taken out of the way: like a line of a sysctl.d file, commented out in its place,
/// so that its owner, mode and name stay. systemd loads nothing from it, and nothing starts it.
namespace yama::marks {

/// The unit file with all its lines commented out, below a line for each link that enabled it.
std::string comment_out_unit(std::string_view bytes, const std::vector<unit::EnablingLink>& links,
                             Maker maker = Maker::kModule);

/// What comment_out_unit() was given.
struct CommentedOutUnit {
  std::string bytes;
  std::vector<unit::EnablingLink> links;

  bool operator==(const CommentedOutUnit&) const = default;
};

/// Reads it back; none for a file that comment_out_unit() did not make.
std::optional<CommentedOutUnit> restore_unit(std::string_view bytes);

}  // namespace yama::marks
