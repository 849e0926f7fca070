// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/scope.h"

namespace yama::kernel {

/// Where the kernel shows Yama. Tests give files of their own.
struct YamaPaths {
  std::string scope = "/proc/sys/kernel/yama/ptrace_scope";
  std::string lsm = "/sys/kernel/security/lsm";  ///< comma-separated names; there only when securityfs is mounted
};

/// The running kernel's side of kernel.yama.ptrace_scope. Nothing is written to find it out.
struct Runtime {
  bool yama = false;           ///< Yama is in force: the sysctl, prctl(PR_SET_PTRACER) or the list of LSMs says so
  std::optional<Scope> value;  ///< 0..3; none without Yama, or when the sysctl cannot be read
  bool writable = false;       ///< this process may set it (a value of 3 still takes nothing but 3)
  std::string why_not;         ///< one clause for a person, when there is no value or it is not writable
};

/// Reads the runtime value and whether this process could set it: CAP_SYS_PTRACE in the first user namespace, the right
/// to open the file, a /proc/sys that is not read-only.
Runtime read_runtime(const YamaPaths& paths = {});

/// Writes the scope into the running kernel and reads it back; success means that the kernel has it. Fails with one
/// sentence for each refusal of the kernel: locked at 3 (EINVAL), no CAP_SYS_PTRACE or a child user namespace (EPERM),
/// not root (EACCES), a container's read-only /proc/sys (EROFS), no Yama (ENOENT).
Done write_scope(Scope scope, const YamaPaths& paths = {});

}  // namespace yama::kernel
