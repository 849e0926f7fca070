// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <initializer_list>

namespace yama::kernel {

/// Whether this thread has the capability (a number of <linux/capability.h>, e.g. CAP_SYS_PTRACE) in its effective set.
bool has_capability(int capability);

/// Gives the capability up for good, in every set of this thread and so of its later children; false when it still has
/// it.
bool drop_capability(int capability);

/// Gives up all capabilities but these, in the sets of this thread and so of its later children; false when it still
/// has others. What root starts gets them back, unless no_new_privs of prctl(2) is set.
bool keep_capabilities(std::initializer_list<int> kept);

/// Whether this process lives in the first user namespace. Yama asks for capabilities there, so root of a child
/// namespace may not set the sysctl (EPERM). True also when /proc cannot tell.
bool in_first_user_namespace();

}  // namespace yama::kernel
