// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// The same Tree with names that tell nothing of a host: a name that packages of distributions use stays, any other
/// gets a number in the same place of the order ("60-acme.conf" -> "60-001.conf"). Equal names stay equal, hidden ones
/// hidden. What links lead to outside of the loaders' directories lies in /opt/tree. Fails when a name is a pattern to
/// procps, which a number cannot stand for.
Result<Tree> with_neutral_names(const Tree& tree);

}  // namespace yama::sysctl
