// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "sysctl/tree.h"

namespace yama::sysctl {

/// A file of settings without what is private and says nothing of the key: comments become "#" (or ";"), values of
/// other keys "0", names of network interfaces in keys and words that are no setting "x". Lines keep their number, ends
/// and blanks; one of 1 KiB or more its length, too, which may matter to a loader's buffer. A line that may concern the
/// key stays as it is: one that names Yama or ptrace, or holds a character that is special in patterns, unless every
/// loader takes it for a comment or for another key's assignment. Lines are what "\n" ends; where one holds a CR or NUL
/// that loaders take differently, it stays or goes as a whole.
std::string redacted(std::string_view bytes);

/// A Tree of redacted files.
Tree redacted(Tree tree);

}  // namespace yama::sysctl
