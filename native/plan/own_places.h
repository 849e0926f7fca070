// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/draft.h"
#include "plan/plan.h"
#include "request/request.h"
#include "sysctl/tree.h"

namespace yama {

/// The files that could hold the own line, the best first: the one that has it, then names that sort ever later and
/// that no other directory of the loaders has, since a file shadows all of one of the same name; at last
/// /etc/sysctl.conf. The file that the request names is the only one.
std::vector<std::string> places_for_line(const Draft& draft, const sysctl::Tree& original, const Request& request);

/// A new file that is read after all others in the loaders' directories, those of the edits among them; none where no
/// file can be made.
std::optional<std::string> last_place(const sysctl::Tree& tree, const std::vector<Edit>& edits);

/// The file in a weaker directory that a file in /etc/sysctl.d shadows with all its settings; empty when it shadows
/// none.
std::string shadowed_by(const sysctl::Tree& tree, std::string_view path);

/// A file that this product made for its line alone and that shadows another one, which nobody asked for.
bool shadows_by_accident(const sysctl::Tree& tree, const std::string& file);

}  // namespace yama
