// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/backup.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using test::Scratch;

/// Every digit as '9': the shape of a name with a time in it.
std::string digits_hidden(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char byte) { return byte >= '0' && byte <= '9'; }, '9');
  return text;
}

TEST(BackupFile, NamedAsAnsibleDoes) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.conf", "bytes\xff", 0600);
  const std::string file = scratch.outside("/etc/sysctl.conf");
  ASSERT_EQ(::setxattr(file.c_str(), "user.note", "kept", 4, 0), 0);
  const std::array<timespec, 2> times = {{{.tv_sec = 1, .tv_nsec = 2}, {.tv_sec = 3, .tv_nsec = 4}}};
  ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0), 0);
  const Result<std::string> backup = backup_file(scratch.root(), "/etc/sysctl.conf");
  ASSERT_TRUE(backup.ok()) << backup.error().message;
  EXPECT_EQ(digits_hidden(*backup),
            digits_hidden("/etc/sysctl.conf." + std::to_string(::getpid()) + ".0000-00-00@00:00:00~"));
  EXPECT_EQ(scratch.read(*backup), "bytes\xff");
  EXPECT_EQ(scratch.status(*backup).st_mode, S_IFREG | 0600U);
  EXPECT_EQ(scratch.status(*backup).st_mtim.tv_sec, 3);
  EXPECT_EQ(scratch.status(*backup).st_mtim.tv_nsec, 4);
  EXPECT_EQ(::getxattr(scratch.outside(*backup).c_str(), "user.note", nullptr, 0), 4);
  EXPECT_EQ(scratch.read("/etc/sysctl.conf"), "bytes\xff");
}

TEST(BackupFile, NamedInUtc) {
  const auto minute = [] {
    const std::time_t now = std::time(nullptr);
    std::tm utc = {};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text = {};
    return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d@%H:%M:", &utc));
  };
  const Scratch scratch;
  scratch.write("/etc/sysctl.conf", "x");
  const std::string before = minute();
  const Result<std::string> backup = backup_file(scratch.root(), "/etc/sysctl.conf");
  ASSERT_TRUE(backup.ok());
  const std::string text = backup->substr(backup->rfind('.') + 1);
  EXPECT_TRUE(text.starts_with(before) || text.starts_with(minute())) << text;
}

TEST(BackupFile, StandsBesideTheEndOfLinks) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.conf", "x");
  scratch.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  const Result<std::string> backup = backup_file(scratch.root(), "/etc/sysctl.d/99-sysctl.conf");
  ASSERT_TRUE(backup.ok());
  EXPECT_TRUE(backup->starts_with("/etc/sysctl.conf."));
}

TEST(BackupFile, NothingToBackUp) {
  const Scratch scratch;
  scratch.fifo("/etc/fifo");
  EXPECT_EQ(backup_file(scratch.root(), "/etc/none").error().message,
            "cannot back up " + scratch.path() + "/etc/none: it is not there any more; run again");
  EXPECT_EQ(backup_file(scratch.root(), "/etc/fifo").error().message,
            "cannot back up " + scratch.path() + "/etc/fifo: it is not a regular file");
}

TEST(BackupFile, NoSpaceLeft) {
  const Scratch scratch;
  EXPECT_EQ(test::in_own_mounts([&] {
              test::mount_memory(scratch.path(), 64 << 10);
              scratch.write("/etc/a", std::string(40 << 10, 'x'));
              const Result<std::string> backup = backup_file(scratch.root(), "/etc/a");
              return (backup.ok() ? "done" : "failed") + std::string(" ") + scratch.names("/etc");
            }),
            "failed a");
}

}  // namespace
}  // namespace yama::host
