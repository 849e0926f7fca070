// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/may_change.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using test::Scratch;

constexpr const char* kFile = "/etc/sysctl.d/a.conf";

std::string said(const Scratch& scratch) {
  const Done may = may_change(scratch.root(), kFile);
  std::string text = may.ok() ? "done" : may.error().message;
  for (std::size_t at = 0; (at = text.find(scratch.path())) != std::string::npos;) {
    text.erase(at, scratch.path().size());
  }
  return text;
}

/// What is said while a path has a mark, as chattr sets it; "(no marks)" where the file system has none.
std::string said_with_mark(const Scratch& scratch, std::string_view path, int mark) {
  const int fd = ::open(scratch.outside(path).c_str(), O_RDONLY | O_CLOEXEC);
  int flags = 0;
  std::string text = "(no marks)";
  if (::ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0) {
    int marked = flags | mark;
    if (::ioctl(fd, FS_IOC_SETFLAGS, &marked) == 0) {
      text = said(scratch);
      ::ioctl(fd, FS_IOC_SETFLAGS, &flags);
    }
  }
  ::close(fd);
  return text;
}

TEST(MayChange, AFileOfOnesOwn) {
  const Scratch scratch;
  EXPECT_EQ(said(scratch), "done");
  scratch.write(kFile, "");
  EXPECT_EQ(said(scratch), "done");
}

TEST(MayChange, NotWhatIsMarkedUnchangeable) {
  const Scratch scratch;
  scratch.write(kFile, "");
  for (const int mark : {FS_IMMUTABLE_FL, FS_APPEND_FL}) {
    const std::string file = said_with_mark(scratch, kFile, mark);
    if (file != "(no marks)") {  // a file system without marks, or not root
      EXPECT_EQ(file,
                "cannot change /etc/sysctl.d/a.conf: it is marked unchangeable; take the mark off with chattr -i -a");
      EXPECT_EQ(said_with_mark(scratch, "/etc/sysctl.d", mark),
                "cannot change /etc/sysctl.d/a.conf: its directory is marked unchangeable; take the mark off with "
                "chattr -i -a");
    }
  }
  EXPECT_EQ(said(scratch), "done");
}

TEST(MayChange, NotAMountPoint) {
  const Scratch scratch;
  scratch.write(kFile, "");
  EXPECT_EQ(test::in_own_mounts([&] {
              test::bind_file(scratch.outside(kFile), scratch.outside(kFile));
              return said(scratch);
            }),
            "cannot change /etc/sysctl.d/a.conf: it is a mount point of its own, as in a container, and cannot be "
            "replaced; change it where it is mounted from");
}

TEST(MayChange, NotSomebodyElsesFileWithoutRoot) {
  const Scratch scratch;
  scratch.write(kFile, "");
  if (::geteuid() != 0) {
    return;  // all files are this user's
  }
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  const std::string folder = scratch.outside("/etc/sysctl.d");
  EXPECT_EQ(test::as_nobody([&] { return said(scratch); }),
            "cannot change /etc/sysctl.d/a.conf: it belongs to user 0 and group 0, and only root can write a new file "
            "that does; run as root");
  ASSERT_EQ(::chown(scratch.outside(kFile).c_str(), 65534, 65534), 0);
  EXPECT_EQ(test::as_nobody([&] { return said(scratch); }), "done");
}

}  // namespace
}  // namespace yama::host
