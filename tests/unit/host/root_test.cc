// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/root.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using test::Scratch;

/// What a path comes to: "PATH" when it exists, "(new) PATH" when its directory does, "errno N" otherwise.
std::string end_of(const Root& root, std::string_view path) {
  const Attempt<Place> place = root.place_of(path);
  if (!place.ok()) {
    return "errno " + std::to_string(place.error());
  }
  return (place->exists ? "" : "(new) ") + place->path;
}

TEST(Root, RunningSystem) {
  for (const std::string prefix : {"/", "", "//", "/proc/self/root/"}) {
    const Result<Root> root = Root::open(prefix);
    ASSERT_TRUE(root.ok()) << prefix;
    EXPECT_TRUE(root->is_running_system()) << prefix;
    EXPECT_EQ(root->prefix(), "/");
    EXPECT_EQ(root->outside("/etc/passwd"), "/etc/passwd");
  }
}

TEST(Root, Image) {
  const Scratch image;
  const Result<Root> root = Root::open(image.path() + "//");
  ASSERT_TRUE(root.ok());
  EXPECT_FALSE(root->is_running_system());
  EXPECT_EQ(root->prefix(), image.path());
  EXPECT_EQ(root->outside("/etc"), image.path() + "/etc");
}

TEST(Root, NotADirectory) {
  const Scratch scratch;
  scratch.write("/file", "");
  EXPECT_EQ(Root::open(scratch.outside("/file")).error().message,
            "cannot use the root directory " + scratch.path() +
                "/file: Not a directory; name a directory that holds a system");
  EXPECT_EQ(Root::open("/no/such").error().message,
            "cannot use the root directory /no/such: No such file or directory; name a directory that holds a system");
}

TEST(Root, PlaceFollowsLinksInsideTheImage) {
  const Scratch image;
  image.write("/usr/lib/sysctl.d/a.conf", "a");
  image.link("/lib", "usr/lib");
  image.link("/etc/absolute", "/usr/lib/sysctl.d/a.conf");
  image.link("/etc/climbing", "../../../../usr/lib/./sysctl.d//a.conf");
  image.link("/etc/dangling", "/var/nothing.conf");
  image.link("/etc/nowhere", "/no/such/directory/x");
  image.link("/etc/loop", "loop");
  image.directory("/var");
  const Root root = image.root();
  EXPECT_EQ(end_of(root, "/lib/sysctl.d/a.conf"), "/usr/lib/sysctl.d/a.conf");
  EXPECT_EQ(end_of(root, "/etc/absolute"), "/usr/lib/sysctl.d/a.conf");
  EXPECT_EQ(end_of(root, "/etc/climbing"), "/usr/lib/sysctl.d/a.conf");
  EXPECT_EQ(end_of(root, "/etc/dangling"), "(new) /var/nothing.conf");
  EXPECT_EQ(end_of(root, "/etc/nowhere"), "errno " + std::to_string(ENOENT));
  EXPECT_EQ(end_of(root, "/etc/loop"), "errno " + std::to_string(ELOOP));
  EXPECT_EQ(end_of(root, "/usr/lib/sysctl.d/a.conf/below"), "errno " + std::to_string(ENOTDIR));
  EXPECT_EQ(end_of(root, "/lib/"), "/usr/lib");
  EXPECT_EQ(end_of(root, "/etc/.."), "/");
  EXPECT_EQ(end_of(root, "/../.."), "/");
  EXPECT_EQ(root.place_of_link("/etc/loop")->path, "/etc/loop");
  EXPECT_TRUE(S_ISLNK(root.place_of_link("/etc/loop")->status.st_mode));
}

TEST(Root, FortyLinksAreTheMost) {
  const Scratch image;
  image.write("/0", "end");
  for (int i = 1; i <= 41; ++i) {
    image.link("/" + std::to_string(i), std::to_string(i - 1));
  }
  EXPECT_EQ(end_of(image.root(), "/40"), "/0");
  EXPECT_EQ(end_of(image.root(), "/41"), "errno " + std::to_string(ELOOP));
  EXPECT_EQ(image.root().read("/40").value(), "end");
  EXPECT_EQ(image.root().read("/41").error(), ELOOP);
}

TEST(Root, ReadStaysInsideTheImage) {
  const Scratch image;
  image.write("/etc/hostname", "inside");
  image.link("/etc/absolute", "/etc/hostname");
  image.link("/etc/climbing", "../../../../../../etc/hostname");
  EXPECT_EQ(image.root().read("/etc/absolute").value(), "inside");
  EXPECT_EQ(image.root().read("/etc/climbing").value(), "inside");
  EXPECT_EQ(image.root().read("/etc/passwd").error(), ENOENT);
}

/// Kernels before 5.6 lack openat2(2), and old container engines forbid it.
TEST(Root, TheSameWithoutOpenat2) {
  const Scratch image;
  image.write("/etc/hostname", "inside");
  image.link("/etc/climbing", "../../../../../../etc/hostname");
  image.link("/etc/loop", "loop");
  image.link("/here", "etc");
  for (const int code : {ENOSYS, EPERM}) {
    EXPECT_EQ(test::in_child([&] {
                test::forbid_system_call(SYS_openat2, code);
                const Root root = image.root();
                std::string seen = root.read("/etc/climbing").value();
                seen += " " + std::to_string(root.read("/etc/loop").error() == ELOOP);
                seen += " " + std::to_string(root.open_file("/etc/climbing", O_PATH | O_NOFOLLOW).ok());
                seen += " " + std::to_string(root.list("/here").value().size());
                seen += " " + std::to_string(root.list("/").value().size());
                seen += " " + std::to_string(S_ISDIR(root.status("/here").value().st_mode));
                return seen;
              }),
              "inside 1 1 3 2 1");
  }
}

TEST(Root, ListsInTheOrderOfBytes) {
  const Scratch image;
  for (const char* name : {"b", "B", "10", "9", "\xff", "a\xc3\xa9", ".hidden"}) {
    image.write(std::string("/d/") + name, "");
  }
  image.link("/link", "d");
  const std::vector<Name> names = image.root().list("/link").value();
  std::vector<std::string> texts;
  for (const Name& name : names) {
    EXPECT_EQ(name.type, DT_REG);
    texts.push_back(name.name);
  }
  EXPECT_EQ(texts, (std::vector<std::string>{".hidden", "10", "9", "B", "a\xc3\xa9", "b", "\xff"}));
  EXPECT_EQ(image.root().list("/d/b").error(), ENOTDIR);
  EXPECT_EQ(image.root().list("/none").error(), ENOENT);
}

TEST(Root, ReadsOnlyRegularFilesOfLimitedSize) {
  const Scratch image;
  image.write("/five", "12345");
  image.write("/empty", "");
  image.fifo("/fifo");
  image.directory("/directory");
  const Root root = image.root();
  EXPECT_EQ(root.read("/five", 5).value(), "12345");
  EXPECT_EQ(root.read("/five", 4).error(), EFBIG);
  EXPECT_EQ(root.read("/empty").value(), "");
  EXPECT_EQ(root.read("/fifo").error(), EINVAL);
  EXPECT_EQ(root.read("/directory").error(), EINVAL);
  EXPECT_EQ(root.read("/").error(), EINVAL);
  EXPECT_EQ(Root::open("/")->read("/dev/zero").error(), EINVAL);
}

TEST(Root, ReadsFilesOfProcWhoseSizeIsNotKnown) {
  const Attempt<std::string> status = Root::open("/")->read("/proc/self/status");
  ASSERT_TRUE(status.ok());
  EXPECT_TRUE(status->starts_with("Name:\t"));
  EXPECT_TRUE(status->ends_with("\n"));
}

TEST(Root, AnImageOfOstreeHasItsEtcInUsr) {
  const Scratch image;
  image.write("/usr/etc/sysctl.conf", "1");
  image.link("/usr/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  image.link("/usr/etc/absolute", "/etc/sysctl.conf");
  const Root root = image.root();
  EXPECT_TRUE(root.etc_is_in_usr());
  EXPECT_EQ(root.read("/etc/sysctl.d/99-sysctl.conf").value(), "1");
  EXPECT_EQ(root.read("/etc/absolute").value(), "1");
  EXPECT_EQ(root.place_of("/etc/sysctl.d/99-sysctl.conf")->path, "/etc/sysctl.conf");
  EXPECT_EQ(root.list("/etc")->size(), 3U);
  EXPECT_EQ(root.outside("/etc/sysctl.conf"), image.outside("/usr/etc/sysctl.conf"));
  EXPECT_FALSE(root.place_of("/etc/sysctl.d/new")->exists);
  image.directory("/etc");
  EXPECT_FALSE(image.root().etc_is_in_usr());
  EXPECT_FALSE(image.root().exists("/etc/sysctl.conf"));
}

TEST(Root, ReadsLinks) {
  const Scratch image;
  image.link("/etc/x", "/dev/null");
  image.write("/etc/y", "");
  EXPECT_EQ(image.root().read_link("/etc/x").value(), "/dev/null");
  EXPECT_EQ(image.root().read_link("/etc/y").error(), EINVAL);
  EXPECT_EQ(image.root().read_link("/etc/z").error(), ENOENT);
}

}  // namespace
TEST(Root, OneLookLooksEachNameUpOnce) {
  const Scratch image;
  image.write("/usr/lib/a.conf", "a");
  image.link("/lib", "usr/lib");
  Unread unread;
  const Root root = image.root();
  const Root look = root.for_one_look(unread);
  EXPECT_EQ(end_of(look, "/lib/a.conf"), "/usr/lib/a.conf");
  EXPECT_EQ(end_of(look, "/usr/lib/b.conf"), "(new) /usr/lib/b.conf");
  EXPECT_EQ(look.list("/usr/lib")->size(), 1U);

  ASSERT_EQ(::rename(image.outside("/usr/lib").c_str(), image.outside("/usr/old").c_str()), 0);
  image.write("/usr/lib/b.conf", "b");
  image.write("/usr/lib/c.conf", "c");
  EXPECT_EQ(end_of(look, "/lib/a.conf"), "/usr/lib/a.conf");
  EXPECT_EQ(look.read("/lib/a.conf").value(), "a");
  EXPECT_EQ(end_of(look, "/usr/lib/b.conf"), "(new) /usr/lib/b.conf");
  EXPECT_EQ(look.list("/usr/lib")->size(), 1U);

  for (const Root& other : {root, root.for_one_look(unread)}) {
    EXPECT_EQ(end_of(other, "/lib/a.conf"), "(new) /usr/lib/a.conf");
    EXPECT_EQ(end_of(other, "/lib/b.conf"), "/usr/lib/b.conf");
    EXPECT_EQ(other.list("/usr/lib")->size(), 2U);
  }
}

TEST(Root, OneLookGoesToMoreDirectoriesThanItKeepsOpen) {
  const Scratch image;
  Unread unread;
  const Root look = image.root().for_one_look(unread);
  for (int number = 0; number < 200; ++number) {
    const std::string file = "/etc/" + std::to_string(number) + "/a";
    image.write(file, "a");
    EXPECT_EQ(look.read(file).value(), "a");
    EXPECT_EQ(look.read(file).value(), "a");
  }
  const UniqueFd next(::open("/", O_PATH | O_CLOEXEC));
  EXPECT_LT(next.get(), 100);
}

}  // namespace yama::host
