// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/confine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "kernel/capability.h"
#include "support/child.h"
#include "support/scratch.h"

namespace yama::kernel {
namespace {

/// "ok", or the name of the error.
std::string outcome(long returned) { return returned >= 0 ? "ok" : ::strerrorname_np(errno); }

/// A field of /proc/self/status: "NoNewPrivs" is "1".
std::string status_field(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) {
      return line.substr(line.find_first_not_of(" \t", name.size() + 1));
    }
  }
  return "none";
}

bool kernel_has_landlock() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

TEST(Confine, NoDumpAndNoNewRights) {
  EXPECT_EQ(test::in_child([] {
              give_up_dumps_and_new_rights();
              rlimit dumps = {};
              ::getrlimit(RLIMIT_CORE, &dumps);
              return status_field("NoNewPrivs") + " " + std::to_string(dumps.rlim_cur) + " " +
                     std::to_string(dumps.rlim_max);
            }),
            "1 1 1");
}

TEST(Confine, KeepsTheCapabilitiesToRead) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root has capabilities to give up";
  }
  EXPECT_EQ(test::in_child([] {
              give_up_capabilities_but_those_to_read();
              return status_field("CapEff") + " " + status_field("CapPrm");
            }),
            "0000000000080004 0000000000080004");  // 1 << CAP_SYS_PTRACE (19), 1 << CAP_DAC_READ_SEARCH (2)
}

TEST(Confine, ReadsAndStartsProgramsButChangesNothing) {
  const test::Scratch scratch;
  scratch.write("/a", "old");
  const std::string a = scratch.outside("/a");
  const std::string b = scratch.outside("/b");
  EXPECT_EQ(test::in_child([&] {
              give_up_dumps_and_new_rights();
              give_up_changes();
              std::string said = outcome(::open(a.c_str(), O_RDONLY | O_CLOEXEC));
              said += " " + outcome(::open("/dev/null", O_WRONLY | O_CLOEXEC));
              said += " " + outcome(::unlink(a.c_str()));
              said += " " + outcome(::rename(a.c_str(), b.c_str()));
              said += " " + outcome(::mkdir(b.c_str(), 0700));
              said += " " + outcome(::chmod(a.c_str(), 0777));
              said += " " + outcome(::truncate(a.c_str(), 0));
              said += " " + outcome(::symlink("x", b.c_str()));
              said += " " + outcome(::umount("/nonexistent"));
              said += " " + outcome(::socket(AF_INET, SOCK_STREAM, 0));
              said += " " + outcome(::socket(AF_UNIX, SOCK_STREAM, 0));
              return said;
            }),
            "ok ok EPERM EPERM EPERM EPERM EPERM EPERM EPERM EPERM ok");
  EXPECT_EQ(scratch.read("/a"), "old");
  EXPECT_EQ(scratch.names("/"), "a");
}

TEST(Confine, AChildIsConfinedToo) {
  const test::Scratch scratch;
  scratch.write("/a", "old");
  const std::string shell =
      "mv " + scratch.outside("/a") + " " + scratch.outside("/b") + " 2>/dev/null; echo >/dev/null";
  EXPECT_EQ(test::in_child([&] {
              give_up_dumps_and_new_rights();
              give_up_changes();
              return std::to_string(::system(shell.c_str()));  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
            }),
            "0");
  EXPECT_EQ(scratch.names("/"), "a");
}

TEST(Confine, LandlockRefusesToOpenForWriting) {
  if (!kernel_has_landlock()) {
    GTEST_SKIP() << "this kernel has no Landlock: files can be opened for writing, and are not by this program";
  }
  const test::Scratch scratch;
  scratch.write("/a", "old");
  const std::string a = scratch.outside("/a");
  EXPECT_EQ(test::in_child([&] {
              give_up_dumps_and_new_rights();
              give_up_changes();
              return outcome(::open(a.c_str(), O_WRONLY | O_CLOEXEC)) + " " +
                     outcome(::open((a + "new").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) + " " +
                     outcome(::open(a.c_str(), O_RDWR | O_CLOEXEC)) + " " +
                     outcome(::open("/dev/null", O_WRONLY | O_TRUNC | O_CLOEXEC));
            }),
            "EACCES EACCES EACCES ok");
}

}  // namespace
}  // namespace yama::kernel
