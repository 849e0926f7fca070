// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/read_tree.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "support/child.h"
#include "support/scratch.h"

namespace yama {
namespace {

using sysctl::EntryType;
using sysctl::Tree;
using test::Scratch;

std::string type_name(EntryType type) {
  switch (type) {
    case EntryType::kFile:
      return "file";
    case EntryType::kDirectory:
      return "directory";
    case EntryType::kMissing:
      return "missing";
    case EntryType::kSpecial:
      return "special";
    case EntryType::kEmpty:
      return "empty";
    case EntryType::kUnreadable:
      return "unreadable";
    case EntryType::kBroken:
      return "broken";
  }
  return "?";
}

/// One line an entry: "PATH: type [link] [file] [(reason)]".
std::string describe(const Tree& tree) {
  std::string text;
  for (const auto& [path, entry] : tree.entries) {
    text += path + ": " + type_name(entry.type) + (entry.is_link ? " link" : "");
    text +=
        (entry.file.empty() ? "" : " " + entry.file) + (entry.reason.empty() ? "" : " (" + entry.reason + ")") + "\n";
  }
  return text;
}

std::string describe(const Scratch& scratch) {
  const Result<Tree> tree = read_tree(scratch.root());
  return tree.ok() ? describe(*tree) : tree.error().message;
}

TEST(ReadTree, NothingThere) {
  const Scratch scratch;
  EXPECT_EQ(describe(scratch), "");
}

TEST(ReadTree, EveryDirectoryOfBothLoaders) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/1.conf", "one");
  scratch.write("/run/sysctl.d/2.conf", "two");
  scratch.write("/usr/local/lib/sysctl.d/3.conf", "three");
  scratch.write("/usr/lib/sysctl.d/4.conf", "four");
  scratch.write("/lib/sysctl.d/5.conf", "five");
  scratch.write("/etc/sysctl.conf", "six");
  const Tree tree = read_tree(scratch.root()).value();
  EXPECT_EQ(describe(tree),
            "/etc/sysctl.conf: file /etc/sysctl.conf\n"
            "/etc/sysctl.d/1.conf: file /etc/sysctl.d/1.conf\n"
            "/lib/sysctl.d/5.conf: file /lib/sysctl.d/5.conf\n"
            "/run/sysctl.d/2.conf: file /run/sysctl.d/2.conf\n"
            "/usr/lib/sysctl.d/4.conf: file /usr/lib/sysctl.d/4.conf\n"
            "/usr/local/lib/sysctl.d/3.conf: file /usr/local/lib/sysctl.d/3.conf\n");
  EXPECT_EQ(tree.files.at("/usr/local/lib/sysctl.d/3.conf").bytes, "three");
  EXPECT_EQ(tree.files.at("/etc/sysctl.conf").inode, scratch.status("/etc/sysctl.conf").st_ino);
  EXPECT_EQ(tree.files.at("/etc/sysctl.conf").device, scratch.status("/etc/sysctl.conf").st_dev);
  EXPECT_EQ(tree.files.at("/etc/sysctl.conf").links, 1U);
  EXPECT_TRUE(tree.loaded_by.empty());
  EXPECT_EQ(tree.credential, "");
}

TEST(ReadTree, MergedUsrIsReadOnce) {
  const Scratch scratch;
  scratch.write("/usr/lib/sysctl.d/a.conf", "");
  scratch.link("/lib", "usr/lib");
  EXPECT_EQ(describe(scratch), "/usr/lib/sysctl.d/a.conf: file /usr/lib/sysctl.d/a.conf\n");
}

TEST(ReadTree, DirectoryThatIsALink) {
  const Scratch scratch;
  scratch.write("/opt/settings/a.conf", "a");
  scratch.link("/etc/sysctl.d", "/opt/settings");
  EXPECT_EQ(describe(scratch), "/etc/sysctl.d/a.conf: file /opt/settings/a.conf\n");
}

TEST(ReadTree, OnlyNamesThatLoadersRead) {
  const Scratch scratch;
  for (const char* name :
       {"a.conf", "a.conf~", "README", "b.CONF", ".conf", ".hidden.conf", "c.conf.bak", "\xff\xfe.conf"}) {
    scratch.write(std::string("/etc/sysctl.d/") + name, "");
  }
  EXPECT_EQ(describe(scratch),
            "/etc/sysctl.d/.conf: file /etc/sysctl.d/.conf\n"
            "/etc/sysctl.d/.hidden.conf: file /etc/sysctl.d/.hidden.conf\n"
            "/etc/sysctl.d/a.conf: file /etc/sysctl.d/a.conf\n"
            "/etc/sysctl.d/\xff\xfe.conf: file /etc/sysctl.d/\xff\xfe.conf\n");
}

TEST(ReadTree, LinksLeadToOneFile) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.conf", "x");
  scratch.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  scratch.link("/etc/sysctl.d/98-again.conf", "99-sysctl.conf");
  const Tree tree = read_tree(scratch.root()).value();
  EXPECT_EQ(describe(tree),
            "/etc/sysctl.conf: file /etc/sysctl.conf\n"
            "/etc/sysctl.d/98-again.conf: file link /etc/sysctl.conf\n"
            "/etc/sysctl.d/99-sysctl.conf: file link /etc/sysctl.conf\n");
  EXPECT_EQ(tree.files.size(), 1U);
}

TEST(ReadTree, HardLinksAreCounted) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/a.conf", "x");
  ASSERT_EQ(::link(scratch.outside("/etc/sysctl.d/a.conf").c_str(), scratch.outside("/etc/sysctl.d/b.conf").c_str()),
            0);
  const Tree tree = read_tree(scratch.root()).value();
  EXPECT_EQ(tree.files.at("/etc/sysctl.d/a.conf").links, 2U);
  EXPECT_EQ(tree.files.at("/etc/sysctl.d/a.conf").inode, tree.files.at("/etc/sysctl.d/b.conf").inode);
}

TEST(ReadTree, WhatIsNoFileIsNeverOpened) {
  const Scratch scratch;
  scratch.fifo("/etc/sysctl.d/fifo.conf");
  scratch.link("/etc/sysctl.d/to-fifo.conf", "fifo.conf");
  scratch.directory("/etc/sysctl.d/directory.conf");
  scratch.link("/etc/sysctl.d/to-directory.conf", "/etc");
  scratch.link("/etc/sysctl.d/null.conf", "/dev/null");
  scratch.link("/etc/sysctl.d/dangling.conf", "/etc/none");
  scratch.link("/etc/sysctl.d/dangling-far.conf", "/none/none");
  scratch.link("/etc/sysctl.d/loop.conf", "loop.conf");
  scratch.link("/etc/sysctl.d/through-file.conf", "plain.conf/x");
  scratch.write("/etc/sysctl.d/plain.conf", "");
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  scratch.outside("/etc/sysctl.d/socket.conf").copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  const kernel::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(describe(scratch),
            "/etc/sysctl.d/dangling-far.conf: missing link\n"
            "/etc/sysctl.d/dangling.conf: missing link\n"
            "/etc/sysctl.d/directory.conf: directory\n"
            "/etc/sysctl.d/fifo.conf: special\n"
            "/etc/sysctl.d/loop.conf: broken link\n"
            "/etc/sysctl.d/null.conf: empty link\n"
            "/etc/sysctl.d/plain.conf: file /etc/sysctl.d/plain.conf\n"
            "/etc/sysctl.d/socket.conf: special\n"
            "/etc/sysctl.d/through-file.conf: broken link\n"
            "/etc/sysctl.d/to-directory.conf: directory link\n"
            "/etc/sysctl.d/to-fifo.conf: special link\n");
}

TEST(ReadTree, HugeFileIsNotRead) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/huge.conf", "");
  ASSERT_EQ(::truncate(scratch.outside("/etc/sysctl.d/huge.conf").c_str(), off_t{1} << 30), 0);
  scratch.write("/etc/sysctl.d/most.conf", std::string(limit::kFile, '\n'));
  scratch.write("/etc/sysctl.d/more.conf", std::string(limit::kFile + 1, '\n'));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(describe(scratch),
            "/etc/sysctl.d/huge.conf: unreadable /etc/sysctl.d/huge.conf (larger than 16 MiB)\n"
            "/etc/sysctl.d/more.conf: unreadable /etc/sysctl.d/more.conf (larger than 16 MiB)\n"
            "/etc/sysctl.d/most.conf: file /etc/sysctl.d/most.conf\n");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{2});
}

TEST(ReadTree, ForbiddenFileIsAnEntry) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/secret.conf", "x", 0);
  scratch.link("/etc/sysctl.d/to-secret.conf", "secret.conf");
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  EXPECT_EQ(test::as_nobody([&] { return describe(scratch); }),
            "/etc/sysctl.d/secret.conf: unreadable /etc/sysctl.d/secret.conf (Permission denied)\n"
            "/etc/sysctl.d/to-secret.conf: unreadable link /etc/sysctl.d/secret.conf (Permission denied)\n");
}

TEST(ReadTree, ForbiddenDirectoryIsAnError) {
  const Scratch scratch;
  scratch.directory("/etc/sysctl.d");
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(scratch.outside("/etc/sysctl.d").c_str(), 0311), 0);
  EXPECT_EQ(test::as_nobody([&] { return describe(scratch); }),
            "cannot list " + scratch.path() + "/etc/sysctl.d: Permission denied; run as root");
  ASSERT_EQ(::chmod(scratch.outside("/etc/sysctl.d").c_str(), 0755), 0);  // or it could not be removed
}

TEST(ReadTree, BytesAreKept) {
  const Scratch scratch;
  const std::string bytes("\xef\xbb\xbfkernel\0\r\n\xff\xfe", 14);
  scratch.write("/etc/sysctl.d/a.conf", bytes);
  EXPECT_EQ(read_tree(scratch.root())->files.at("/etc/sysctl.d/a.conf").bytes, bytes);
}

TEST(ReadTree, AFileThatSomethingElseLoads) {
  const Scratch scratch;
  scratch.write("/etc/ufw/sysctl.conf", "net/ipv4/x=1");
  Tree tree = read_tree(scratch.root()).value();
  EXPECT_EQ(describe(tree), "");
  add_loaded_file(scratch.root(), "/etc/ufw/sysctl.conf", "ufw", tree);
  EXPECT_EQ(tree.loaded_by.at("/etc/ufw/sysctl.conf"), "ufw");
  EXPECT_EQ(describe(tree), "/etc/ufw/sysctl.conf: file /etc/ufw/sysctl.conf\n");
}

TEST(ReadTree, CredentialOfTheMachineComesBeforeTheStores) {
  const Scratch scratch;
  scratch.write("/etc/credstore/sysctl.extra", "a");
  EXPECT_EQ(read_tree(scratch.root())->credential, "/etc/credstore/sysctl.extra");
  scratch.write("/run/credentials/@system/sysctl.extra", "b");
  const Tree tree = read_tree(scratch.root()).value();
  EXPECT_EQ(tree.credential, "/run/credentials/@system/sysctl.extra");
  EXPECT_EQ(tree.files.at(tree.credential).bytes, "b");
}

}  // namespace
}  // namespace yama
