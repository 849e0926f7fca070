// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

#include "host/root.h"
#include "host/written.h"

namespace yama::host {

// Changes that either happen wholly or not at all. Every function follows the links of a path once and works on what it
// finds there, syncs the file and its directory, removes its temporary file when it fails, and says in one sentence
// which path, which call, and what to do.

/// Replaces the content of a regular file, keeping owner, mode and extended attributes (ACL, SELinux label). Fails
/// without a change when the content is no longer `before`, when the file has other hard links, and when it is a mount
/// point (a single file bound into a container), which rename(2) cannot replace.
Written replace_file(const Root& root, std::string_view path, std::string_view before, std::string_view after);

/// Creates a file (0644) that must not exist yet (nor a link of its name), and the directories above it (0755).
Written create_file(const Root& root, std::string_view path, std::string_view bytes);

/// Removes a regular file whose content is still `before`. The name itself must not be a link.
Written remove_file(const Root& root, std::string_view path, std::string_view before);

/// Makes a symbolic link, and the directories above it. A link to the same target may be there already.
Written make_link(const Root& root, std::string_view path, std::string_view target);

/// Removes a symbolic link that still holds `target`.
Written remove_link(const Root& root, std::string_view path, std::string_view target);

}  // namespace yama::host
