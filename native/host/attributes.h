// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "kernel/attempt.h"

namespace yama::host {

/// What went wrong while attributes were copied: the call's name and its errno; code 0 when nothing did.
struct AttributeFailure {
  const char* call = "";
  int code = 0;
};

/// Gives `to` the owner, the mode and the extended attributes (ACL, SELinux label, the user's own) of `from`, whose
/// status is `status`. Hashes and signatures of the old content (security.ima, security.evm) are left out.
AttributeFailure copy_attributes(int from, const struct stat& status, int to);

/// The SELinux label of a name in a directory, which is not followed when it is a link: "system_u:object_r:etc_t:s0";
/// empty when it has none, or the file system knows none.
std::string label_of(int directory, std::string_view name);

/// Gives a new name the label of its directory where the kernel gave it none, which a kernel without SELinux does in
/// the image of a host that has it. Needs /proc; what cannot be done is left to the first boot's relabelling.
void inherit_label(int directory, std::string_view name);

/// The file may not be changed by anyone: chattr +i or +a. False where the file system has no such flags.
bool is_immutable(int fd);

}  // namespace yama::host
