// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

#include "sysctl/tree.h"

namespace yama::sysctl {

/// Whether a file's bytes can make a difference to a key: they hold its last component, a pattern outside of comments,
/// or a line of 1 MiB. Looks at each byte a fixed number of times.
bool may_concern(std::string_view bytes, std::string_view key);

/// The part of a Tree that can make a difference, so that a host with a thousand files is predicted as fast as one with
/// ten: the files that matter, with every name that could shadow them, and all that is no regular file. A loader does
/// with it just what it does with the whole.
Tree relevant_part(const Tree& tree);

}  // namespace yama::sysctl
