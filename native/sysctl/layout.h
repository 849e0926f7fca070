// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>

#include "sysctl/tree.h"

namespace yama::sysctl {

/// What lies at a path.
struct Node {
  enum class Type {
    kDirectory,
    kFile,
    kLink,
    kSpecial,     ///< a FIFO, socket or device
    kUnreadable,  ///< a regular file whose bytes are not known
  } type = Type::kDirectory;
  std::string content = {};  ///< a file's bytes, a link's target
};

/// Files, links and directories by absolute path. A directory that is not empty may be left out.
using Layout = std::map<std::string, Node>;

/// What to lay so that loaders meet just this Tree. Links are direct; one to nothing leads to /nonexistent, which the
/// FHS of Debian keeps free, and one that cannot be followed leads to itself. A blocked directory is an empty file.
Layout layout_of(const Tree& tree);

}  // namespace yama::sysctl
