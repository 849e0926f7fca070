// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace yama::test {

/// What a test does in a process of its own, because it changes the process: limits, mounts, identity. Its words come
/// back as the result, for the test to compare. "(died)" when it was killed.
using Body = std::function<std::string()>;

/// Runs the body in a child process.
std::string in_child(const Body& body);

/// The same with mounts of its own, so that it may mount what it likes. Works for root, and for others where they may
/// have user namespaces.
std::string in_own_mounts(const Body& body);

/// The same without any capability and as a user that owns nothing (65534), when the test runs as root.
std::string as_nobody(const Body& body);

/// Mounts a small file system in memory over a directory; for in_own_mounts().
void mount_memory(const std::string& directory, std::size_t bytes);

/// Makes a directory a mount of its own that is read-only; for in_own_mounts().
void make_read_only(const std::string& directory);

/// Makes a directory below such a one a mount of its own that can be written; for in_own_mounts().
void make_writable(const std::string& directory);

/// Makes one file a mount point, as container engines do with /etc/hosts; for in_own_mounts().
void bind_file(const std::string& source, const std::string& target);

/// From here on a signal does nothing to this process; for in_child().
void ignore_signal(int signal);

/// From here on a system call of this process fails with an errno, as seccomp filters make it; for in_child().
void forbid_system_call(int number, int code);

}  // namespace yama::test
