// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace yama::kernel {

/// Whether this thread has the capability (a number of <linux/capability.h>, e.g. CAP_SYS_PTRACE) in its effective set.
bool has_capability(int capability);

/// Gives the capability up for good, in every set of this thread and so of its later children; false when it still has
/// it.
bool drop_capability(int capability);

/// Whether this process lives in the first user namespace. Yama asks for capabilities there, so root of a child
/// namespace may not set the sysctl (EPERM). True also when /proc cannot tell.
bool in_first_user_namespace();

}  // namespace yama::kernel
