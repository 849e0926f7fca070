// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/runtime.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "support/child.h"
#include "support/scratch.h"

// The kernel's own refusals (EINVAL when locked at 3) need a kernel with Yama: tests/kernel. Here a plain file stands
// for the sysctl, and the caller's rights are real.

namespace yama::kernel {
namespace {

using test::Scratch;

YamaPaths paths_in(const Scratch& scratch) {
  return {.scope = scratch.outside("/proc/sys/kernel/yama/ptrace_scope"),
          .lsm = scratch.outside("/sys/kernel/security/lsm")};
}

constexpr const char* kScope = "/proc/sys/kernel/yama/ptrace_scope";

std::string show(const Runtime& runtime) {
  return std::string(runtime.yama ? "yama " : "none ") + (runtime.value ? to_string(*runtime.value) : "-") +
         (runtime.writable ? " writable" : " fixed: " + runtime.why_not);
}

std::string said(const Done& result) { return result.ok() ? "done" : result.error().message; }

TEST(ReadRuntime, Values) {
  const Scratch scratch;
  for (const char* value : {"0", "1", "2", "3"}) {
    scratch.write(kScope, std::string(value) + "\n");
    EXPECT_EQ(read_runtime(paths_in(scratch)).value, scope_from_digit(value));
    EXPECT_TRUE(read_runtime(paths_in(scratch)).yama);
  }
}

TEST(ReadRuntime, WhatIsNoScope) {
  const Scratch scratch;
  for (const char* text : {"", "4\n", "-1\n", "11\n", "x"}) {
    scratch.write(kScope, text);
    EXPECT_EQ(show(read_runtime(paths_in(scratch))),
              "yama - fixed: " + scratch.path() + "/proc/sys/kernel/yama/ptrace_scope holds no scope");
  }
}

/// prctl(PR_SET_PTRACER) fails with EINVAL where the kernel has no Yama; the filter makes it so everywhere.
TEST(ReadRuntime, NoYama) {
  const Scratch scratch;
  const YamaPaths paths = paths_in(scratch);
  const auto without_prctl = [&] {
    test::forbid_system_call(SYS_prctl, EINVAL);
    return show(read_runtime(paths));
  };
  EXPECT_EQ(test::in_child(without_prctl),
            "none - fixed: this kernel was built without Yama, or lsm= on its command line leaves it out");
  scratch.write("/sys/kernel/security/lsm", "lockdown,capability,apparmor");
  EXPECT_TRUE(test::in_child(without_prctl).starts_with("none - "));
  scratch.write("/sys/kernel/security/lsm", "lockdown,capability,yama,apparmor");
  EXPECT_EQ(test::in_child(without_prctl),
            "yama - fixed: cannot read " + paths.scope +
                ": No such file or directory; it is hidden here: look from the host itself");
}

TEST(ReadRuntime, Writable) {
  const Scratch scratch;
  scratch.write(kScope, "1\n");
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  EXPECT_EQ(show(read_runtime(paths_in(scratch))),
            ::geteuid() == 0 ? "yama 1 writable"
                             : "yama 1 fixed: this process lacks CAP_SYS_PTRACE: run as root of the host");
  EXPECT_EQ(test::in_own_mounts([&] {
              test::make_read_only(scratch.path());
              return show(read_runtime(paths_in(scratch)));
            }),
            ::geteuid() == 0 ? "yama 1 fixed: /proc/sys is mounted read-only, as in a container: set it on the host"
                             : "yama 1 fixed: this process is root of a user namespace only: run as root of the host");
  if (::geteuid() == 0) {
    EXPECT_EQ(test::as_nobody([&] { return show(read_runtime(paths_in(scratch))); }),
              "yama 1 fixed: only root may write it");
  }
}

TEST(WriteScope, ReadsBack) {
  const Scratch scratch;
  scratch.write(kScope, "0\n");
  EXPECT_EQ(said(write_scope(Scope{1}, paths_in(scratch))), "done");
  EXPECT_EQ(scratch.read(kScope), "1\n");
}

TEST(WriteScope, Refusals) {
  const Scratch scratch;
  const YamaPaths paths = paths_in(scratch);
  EXPECT_EQ(said(write_scope(Scope{1}, paths)), "cannot set 1 in " + paths.scope +
                                                    ": No such file or directory; this kernel was built without Yama, "
                                                    "or lsm= on its command line leaves it "
                                                    "out");
  scratch.write(kScope, "3\n");
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  EXPECT_EQ(test::in_child([&] {
              test::forbid_system_call(SYS_write, EINVAL);
              return said(write_scope(Scope{1}, paths)) ==
                             "cannot set 1 in " + paths.scope +
                                 ": Invalid argument; it is locked at 3 until the next boot"
                         ? std::string()  // this process cannot write a word any more
                         : std::string("wrong");
            }),
            "");
  EXPECT_EQ(test::as_nobody([&] {
              // Only a file of another user's is refused to an unprivileged test.
              return ::access(paths.scope.c_str(), W_OK) == 0
                         ? "cannot set 1 in " + paths.scope + ": Permission denied; run as root"
                         : said(write_scope(Scope{1}, paths));
            }),
            "cannot set 1 in " + paths.scope + ": Permission denied; run as root");
  EXPECT_EQ(test::in_own_mounts([&] {
              test::make_read_only(scratch.path());
              return said(write_scope(Scope{1}, paths));
            }),
            "cannot set 1 in " + paths.scope +
                ": Read-only file system; /proc/sys is mounted read-only, as in a container: set it on the host");
}

}  // namespace
}  // namespace yama::kernel
