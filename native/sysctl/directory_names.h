// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "sysctl/tree.h"

namespace yama::sysctl {

using Item = std::pair<const std::string, Entry>;  // of Tree::entries
using Names = std::map<std::string_view, const Item*>;

/// The name that an entry has in one of the directories of settings; empty for any other path.
std::string_view name_in(std::string_view directory, std::string_view entry);

/// The entries of one directory, by name.
Names names_of(const Tree& tree, std::string_view directory);

}  // namespace yama::sysctl
