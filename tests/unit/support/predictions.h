// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "sysctl/tree.h"

namespace yama::test {

/// Where a known behaviour of a loader, on all files or on one of Tree::loaded_by, makes something else of the other
/// tree: "procps 4.0.5:
/// ..."; empty when none does. Compared are values, locks, doubts, and definitions but for places in their files and
/// their reasons, which hold names. `same_names`: the names of their files, too.
std::string difference(const sysctl::Tree& tree, const sysctl::Tree& other, bool same_names);

}  // namespace yama::test
