// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/failure.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace yama::kernel {
namespace {

TEST(Failure, OneSentence) {
  EXPECT_EQ(failure("replace", "/etc/sysctl.conf", "fsync", ENOSPC).message,
            "cannot replace /etc/sysctl.conf: No space left on device; free some space and run again");
  EXPECT_EQ(failure("list", "/etc/sysctl.d", "open", EACCES, "run as root").message,
            "cannot list /etc/sysctl.d: Permission denied; run as root");
  EXPECT_EQ(failure("read", "/x", "read", EISDIR).message,
            "cannot read /x: Is a directory; a directory has that name: move it away and run again");
  EXPECT_EQ(failure("replace", "/x", "renameat2", EOPNOTSUPP).message,
            "cannot replace /x: Operation not supported; look at the kernel log for the reason, or report it with the "
            "name of the failed call, renameat2");
}

TEST(ErrnoText, UnknownNumber) { EXPECT_EQ(errno_text(4711), "error 4711"); }

}  // namespace
}  // namespace yama::kernel
