// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/new_place.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using test::Scratch;

constexpr const char* kFile = "/etc/sysctl.d/a.conf";

/// "done" or the error, without the folder that all paths are in.
template <class T>
std::string said(const Scratch& scratch, const Result<T>& result) {
  std::string text = result.ok() ? "done" : result.error().message;
  for (std::size_t at = 0; (at = text.find(scratch.path())) != std::string::npos;) {
    text.erase(at, scratch.path().size());
  }
  return text;
}

TEST(NewPlace, ALinkOfADirectoryThatLeadsNowhereIsNamed) {
  for (const char* link : {"/etc/sysctl.d", "/etc"}) {
    const Scratch scratch;
    scratch.link(link, "/no/such");
    EXPECT_EQ(said(scratch, place_for_new(scratch.root(), kFile)),
              "cannot create the directory " + std::string(link) +
                  ": it is a link to /no/such, which is missing in the image; make that directory or repair the link, "
                  "and run again");
  }
}

TEST(NewPlace, WhatIsMadeGoesAgainUnlessItIsKept) {
  const Scratch scratch;
  EXPECT_EQ(said(scratch, place_for_new(scratch.root(), kFile)), "done");
  EXPECT_EQ(scratch.names("/"), "");
  place_for_new(scratch.root(), kFile).value().keep();
  EXPECT_EQ(scratch.names("/"), "etc");
  EXPECT_EQ(scratch.names("/etc"), "sysctl.d");
}

TEST(MayWrite, WhereNothingIsInTheWay) {
  const Scratch scratch;
  scratch.link("/etc/systemd", "/srv/units");
  scratch.directory("/srv");
  scratch.write("/etc/sysctl.conf", "");
  const Root root = scratch.root();
  EXPECT_EQ(said(scratch, may_write(root, kFile)), "done");
  EXPECT_EQ(said(scratch, may_write(root, "/etc/sysctl.conf")), "done");
  EXPECT_EQ(said(scratch, may_write(root, "/usr/lib/sysctl.d/a.conf")), "done");
  EXPECT_EQ(said(scratch, may_write(root, "/etc/systemd/a.service")), "done");
  EXPECT_EQ(said(scratch, may_write(root, "/a.conf")), "done");
  EXPECT_EQ(scratch.names("/"), "etc srv");
  EXPECT_EQ(scratch.names("/etc"), "sysctl.conf systemd");
}

TEST(MayWrite, WhatIsNoDirectoryIsSaidAsWhenItIsMade) {
  const Scratch scratch;
  scratch.link("/etc/sysctl.d", "/no/such");
  scratch.link("/etc/systemd", "systemd");
  scratch.write("/usr", "");
  const Root root = scratch.root();
  EXPECT_EQ(
      said(scratch, may_write(root, kFile)),
      "cannot create the directory /etc/sysctl.d: it is a link to /no/such, which is missing in the image; make that "
      "directory or repair the link, and run again");
  for (const char* path : {"/etc/systemd/a", "/usr/a"}) {
    EXPECT_EQ(said(scratch, may_write(root, path)), said(scratch, place_for_new(root, path)));
    EXPECT_NE(said(scratch, may_write(root, path)), "done");
  }
}

TEST(MayWrite, NotWithoutTheRights) {
  const Scratch scratch;
  scratch.write(kFile, "");
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(scratch.outside("/etc").c_str(), 0555), 0);
  ASSERT_EQ(::chmod(scratch.outside("/etc/sysctl.d").c_str(), 0555), 0);
  const std::string refused = ": Permission denied; run as root, or look for a security module that forbids it";
  const auto as_nobody = [&scratch](const char* path) {
    return test::as_nobody([&] { return said(scratch, may_write(scratch.root(), path)); });
  };
  EXPECT_EQ(as_nobody(kFile), "cannot write to the directory /etc/sysctl.d" + refused);
  EXPECT_EQ(as_nobody("/etc/sysctl.d/new.conf"), "cannot write to the directory /etc/sysctl.d" + refused);
  EXPECT_EQ(as_nobody("/etc/systemd/system/a.service"), "cannot write to the directory /etc" + refused);
  ASSERT_EQ(::chmod(scratch.outside("/etc").c_str(), 0755), 0);
  ASSERT_EQ(::chmod(scratch.outside("/etc/sysctl.d").c_str(), 0755), 0);
}

TEST(MayWrite, NotOnAReadOnlyFileSystem) {
  const Scratch scratch;
  EXPECT_EQ(test::in_own_mounts([&] {
              test::make_read_only(scratch.path());
              return said(scratch, may_write(scratch.root(), kFile));
            }),
            "cannot write to the directory /: Read-only file system; the file system is read-only: remount "
            "it writable and run again");
}

/// Kernels before 5.8 lack faccessat2(2), and old container engines forbid it.
TEST(MayWrite, TheSameWithoutFaccessat2) {
  const Scratch scratch;
  for (const int code : {ENOSYS, EPERM}) {
    EXPECT_EQ(test::in_own_mounts([&] {
                test::forbid_system_call(SYS_faccessat2, code);
                std::string seen = said(scratch, may_write(scratch.root(), kFile));
                test::make_read_only(scratch.path());
                return seen + " " + said(scratch, may_write(scratch.root(), kFile)).substr(0, 54);
              }),
              "done cannot write to the directory /: Read-only file system");
  }
}

}  // namespace
}  // namespace yama::host
