// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/root.h"
#include "sysctl/tree.h"

namespace yama {

/// Something that a person takes for a setting and no loader does, or that does not do what it seems to.
struct Hint {
  std::string file;
  std::size_t line = 0;
  std::string text;  ///< the line, bytes as found
  std::string hint;  ///< one clause: what it is instead
};

/// Lines that name the key in files beside the loaders' that no loader reads, by their names, and lines of another key
/// whose value is the setting, because a line end is missing. At most limit::kHints, and one that says that there are
/// more.
std::vector<Hint> read_hints(const host::Root& root, const sysctl::Tree& tree);

}  // namespace yama
