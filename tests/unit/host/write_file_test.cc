// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/write_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "support/child.h"
#include "support/scratch.h"

// Run as root for all of it: owners and the immutable mark are root's to give. Others see the same results where the
// kernel lets them.

namespace yama::host {
namespace {

using test::Scratch;

constexpr const char* kFile = "/etc/sysctl.d/a.conf";

std::string said(const Done& result) { return result.ok() ? "done" : result.error().message; }

/// The last words of an error, behind the path, which is different each time.
std::string after_path(const Scratch& scratch, std::string text) {
  for (std::size_t at = 0; (at = text.find(scratch.path())) != std::string::npos;) {
    text.erase(at, scratch.path().size());
  }
  return text;
}

TEST(ReplaceFile, ChangesTheBytesAndNothingElse) {
  const Scratch scratch;
  scratch.write(kFile, "old\r\n\xff", 0640);
  ASSERT_EQ(::chmod(scratch.outside(kFile).c_str(), 06640), 0);
  EXPECT_EQ(said(replace_file(scratch.root(), kFile, "old\r\n\xff", std::string("new\0", 4))), "done");
  EXPECT_EQ(scratch.read(kFile), std::string("new\0", 4));
  EXPECT_EQ(scratch.status(kFile).st_mode, S_IFREG | 06640U);
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
}

TEST(ReplaceFile, KeepsOwnerAndAttributes) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  const std::string path = scratch.outside(kFile);
  const uid_t owner = ::geteuid() == 0 ? 1234 : ::geteuid();
  const gid_t group = ::geteuid() == 0 ? 4321 : ::getegid();
  ASSERT_EQ(::chown(path.c_str(), owner, group), 0);
  ASSERT_EQ(::setxattr(path.c_str(), "user.note", "kept", 4, 0), 0);
  // An access ACL: version 2; user::rw-, user:1000:r--, group::r--, mask::r--, other::---.
  const std::array<unsigned char, 44> acl = {
      2,    0,    0,    0,    1,    0, 6, 0, 0xff, 0xff, 0xff, 0xff, 2,    0, 4, 0, 0xe8, 3,    0,    0,   4, 0, 4, 0,
      0xff, 0xff, 0xff, 0xff, 0x10, 0, 4, 0, 0xff, 0xff, 0xff, 0xff, 0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};
  ASSERT_EQ(::setxattr(path.c_str(), "system.posix_acl_access", acl.data(), acl.size(), 0), 0);
  EXPECT_EQ(said(replace_file(scratch.root(), kFile, "old", "new")), "done");
  std::array<char, 8> note = {};
  EXPECT_EQ(::getxattr(path.c_str(), "user.note", note.data(), note.size()), 4);
  EXPECT_STREQ(note.data(), "kept");
  std::array<unsigned char, 44> kept = {};
  EXPECT_EQ(::getxattr(path.c_str(), "system.posix_acl_access", kept.data(), kept.size()), 44);
  EXPECT_EQ(kept, acl);
  EXPECT_EQ(scratch.status(kFile).st_uid, owner);
  EXPECT_EQ(scratch.status(kFile).st_gid, group);
}

TEST(ReplaceFile, TheDirectorysDefaultAclIsNotTheFiles) {
  const Scratch scratch;
  scratch.write(kFile, "old", 0600);
  // A default ACL that lets user 1000 read every new file.
  const std::array<unsigned char, 44> acl = {
      2,    0,    0,    0,    1,    0, 6, 0, 0xff, 0xff, 0xff, 0xff, 2,    0, 4, 0, 0xe8, 3,    0,    0,   4, 0, 4, 0,
      0xff, 0xff, 0xff, 0xff, 0x10, 0, 4, 0, 0xff, 0xff, 0xff, 0xff, 0x20, 0, 4, 0, 0xff, 0xff, 0xff, 0xff};
  ASSERT_EQ(::setxattr(scratch.outside("/etc/sysctl.d").c_str(), "system.posix_acl_default", acl.data(), acl.size(), 0),
            0);
  EXPECT_EQ(said(replace_file(scratch.root(), kFile, "old", "new")), "done");
  EXPECT_EQ(::getxattr(scratch.outside(kFile).c_str(), "system.posix_acl_access", nullptr, 0), -1);
  EXPECT_EQ(scratch.status(kFile).st_mode, S_IFREG | 0600U);
}

TEST(CreateFile, HasTheLabelOfItsDirectoryWhereTheKernelGivesNone) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d/README", "");
  const std::string label = "system_u:object_r:system_conf_t:s0";
  const auto label_of = [&scratch](std::string_view path) {
    std::array<char, 64> bytes = {};
    const ssize_t size = ::lgetxattr(scratch.outside(path).c_str(), "security.selinux", bytes.data(), bytes.size());
    return size < 0 ? std::string{"none"} : std::string(bytes.data(), static_cast<std::size_t>(size));
  };
  const std::string folder = scratch.outside("/etc/sysctl.d");
  ASSERT_EQ(::setxattr(folder.c_str(), "security.selinux", label.c_str(), label.size() + 1, 0), 0);
  const std::string with_end = label + std::string(1, '\0');
  EXPECT_EQ(said(create_file(scratch.root(), "/etc/sysctl.d/a.conf", "new")), "done");
  EXPECT_EQ(label_of("/etc/sysctl.d/a.conf"), with_end);
  EXPECT_EQ(said(make_link(scratch.root(), "/etc/sysctl.d/below/b.conf", "../a.conf")), "done");
  EXPECT_EQ(label_of("/etc/sysctl.d/below"), with_end);
  EXPECT_EQ(label_of("/etc/sysctl.d/below/b.conf"), with_end);
  EXPECT_EQ(said(create_file(scratch.root(), "/etc/a.conf", "new")), "done");
  EXPECT_EQ(label_of("/etc/a.conf"), "none") << "its directory has none";
}

TEST(ReplaceFile, EditsWhereLinksEnd) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.conf", "old");
  scratch.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  EXPECT_EQ(said(replace_file(scratch.root(), "/etc/sysctl.d/99-sysctl.conf", "old", "new")), "done");
  EXPECT_EQ(scratch.read("/etc/sysctl.conf"), "new");
  EXPECT_TRUE(S_ISLNK(scratch.status("/etc/sysctl.d/99-sysctl.conf").st_mode));
}

TEST(ReplaceFile, RefusesWhatChangedSinceItWasRead) {
  const Scratch scratch;
  for (const char* now : {"other", "old and more", "ol", ""}) {
    scratch.write(kFile, now);
    EXPECT_EQ(after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new"))),
              "cannot replace /etc/sysctl.d/a.conf: it changed since it was read; run again");
    EXPECT_EQ(scratch.read(kFile), now);
  }
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
}

TEST(ReplaceFile, RefusesALinkThatLeadsElsewhereNow) {
  const Scratch scratch;
  scratch.write("/etc/one", "old");
  scratch.write("/etc/two", "not old");
  scratch.link(kFile, "/etc/two");
  EXPECT_EQ(after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new"))),
            "cannot replace /etc/two: it changed since it was read; run again");
  EXPECT_EQ(scratch.read("/etc/one"), "old");
  EXPECT_EQ(scratch.read("/etc/two"), "not old");
}

TEST(ReplaceFile, RefusesWhatIsGoneOrNoFile) {
  const Scratch scratch;
  scratch.directory("/etc/sysctl.d/directory.conf");
  scratch.fifo("/etc/sysctl.d/fifo.conf");
  scratch.link("/etc/sysctl.d/dangling.conf", "nothing");
  scratch.link("/etc/sysctl.d/loop.conf", "loop.conf");
  const Root root = scratch.root();
  const auto replaced = [&](const std::string& name) {
    return after_path(scratch, said(replace_file(root, "/etc/sysctl.d/" + name, "", "new")));
  };
  EXPECT_EQ(replaced("none.conf"), "cannot replace /etc/sysctl.d/none.conf: it is not there any more; run again");
  EXPECT_EQ(replaced("dangling.conf"), "cannot replace /etc/sysctl.d/nothing: it is not there any more; run again");
  EXPECT_EQ(replaced("directory.conf"), "cannot replace /etc/sysctl.d/directory.conf: it is not a regular file");
  EXPECT_EQ(replaced("fifo.conf"), "cannot replace /etc/sysctl.d/fifo.conf: it is not a regular file");
  EXPECT_EQ(replaced("loop.conf"),
            "cannot replace /etc/sysctl.d/loop.conf: Too many levels of symbolic links; repair the links, which "
            "lead in a circle");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "dangling.conf directory.conf fifo.conf loop.conf");
}

TEST(ReplaceFile, RefusesHardLinks) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  ASSERT_EQ(::link(scratch.outside(kFile).c_str(), scratch.outside("/etc/b").c_str()), 0);
  EXPECT_EQ(after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new"))),
            "cannot replace /etc/sysctl.d/a.conf: it has other hard links, which would keep the old content; make it a "
            "file of its own (cp --remove-destination)");
  EXPECT_EQ(scratch.read(kFile), "old");
}

TEST(ReplaceFile, NoSpaceLeft) {
  const Scratch scratch;
  EXPECT_EQ(test::in_own_mounts([&] {
              test::mount_memory(scratch.path(), 64 << 10);
              scratch.write(kFile, "old");
              scratch.write("/filler", std::string(64 << 10, 'x'));
              const std::string words = said(replace_file(scratch.root(), kFile, "old", std::string(70000, 'n')));
              return after_path(scratch, words) + " | " + scratch.read(kFile) + " | " + scratch.names("/etc/sysctl.d");
            }),
            "cannot write /etc/sysctl.d/a.conf: No space left on device; free some space and run again | old | "
            "a.conf");
}

TEST(ReplaceFile, FileSizeLimitDoesNotEndTheProgram) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  EXPECT_EQ(test::in_child([&] {
              const rlimit limit = {.rlim_cur = 4096, .rlim_max = 4096};
              ::setrlimit(RLIMIT_FSIZE, &limit);
              return after_path(scratch, said(replace_file(scratch.root(), kFile, "old", std::string(9000, 'n'))));
            }),
            "cannot write /etc/sysctl.d/a.conf: File too large; raise the file size limit (ulimit -f) and run again");
  EXPECT_EQ(scratch.read(kFile), "old");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
}

TEST(ReplaceFile, ReadOnlyFileSystem) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  EXPECT_EQ(test::in_own_mounts([&] {
              test::make_read_only(scratch.path());
              return after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new")));
            }),
            "cannot create a temporary file beside /etc/sysctl.d/a.conf: Read-only file system; the file system is "
            "read-only: remount it writable and run again");
}

TEST(ReplaceFile, FileThatIsAMountPoint) {
  const Scratch scratch;
  scratch.write("/source", "old");
  scratch.write(kFile, "");
  EXPECT_EQ(test::in_own_mounts([&] {
              test::bind_file(scratch.outside("/source"), scratch.outside(kFile));
              return after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new")));
            }),
            "cannot replace /etc/sysctl.d/a.conf: it is a mount point of its own, as in a container, and cannot be "
            "replaced; change it where it is mounted from");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
  EXPECT_EQ(scratch.read("/source"), "old");
}

TEST(ReplaceFile, ImmutableFile) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  const UniqueFd fd(::open(scratch.outside(kFile).c_str(), O_RDONLY | O_CLOEXEC));
  int flags = 0;
  ::ioctl(fd.get(), FS_IOC_GETFLAGS, &flags);
  int marked = flags | FS_IMMUTABLE_FL;
  const bool supported = ::ioctl(fd.get(), FS_IOC_SETFLAGS, &marked) == 0;  // by root, on most file systems
  const std::string words = after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new")));
  ::ioctl(fd.get(), FS_IOC_SETFLAGS, &flags);
  EXPECT_EQ(words, supported ? "cannot replace /etc/sysctl.d/a.conf: it is marked unchangeable; take the mark off with "
                               "chattr -i -a"
                             : "done");
  EXPECT_EQ(scratch.read(kFile), supported ? "old" : "new");
}

TEST(ReplaceFile, FailedAttributesLeaveTheOriginal) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  EXPECT_EQ(test::in_child([&] {
              test::forbid_system_call(SYS_fchown, EPERM);
              return after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new")));
            }),
            "cannot keep owner, mode and attributes of /etc/sysctl.d/a.conf: Operation not permitted; run as root, "
            "or look for a mark against changes (lsattr) or a security module that forbids it");
  EXPECT_EQ(scratch.read(kFile), "old");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
}

TEST(ReplaceFile, FailedSyncLeavesTheOriginal) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  EXPECT_EQ(test::in_child([&] {
              test::forbid_system_call(SYS_fsync, EIO);
              return after_path(scratch, said(replace_file(scratch.root(), kFile, "old", "new")));
            }),
            "cannot write /etc/sysctl.d/a.conf: Input/output error; look at the kernel log for a failing disk");
  EXPECT_EQ(scratch.read(kFile), "old");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
}

TEST(ReplaceFile, AnyCallThatFailsLeavesTheOriginalAlone) {
  const Scratch scratch;
  scratch.write(kFile, "old", 0640);
  ASSERT_EQ(::setxattr(scratch.outside(kFile).c_str(), "user.note", "kept", 4, 0), 0);
  for (const int call : {SYS_openat, SYS_read, SYS_write, SYS_fchown, SYS_fchmod, SYS_flistxattr, SYS_fgetxattr,
                         SYS_fsetxattr, SYS_fsync, SYS_renameat2}) {
    EXPECT_EQ(test::in_child([&] {
                const Root root = scratch.root();
                test::forbid_system_call(call, EIO);
                // A child that may not write has no words; one that cannot say "done" counts as dead.
                return std::string(replace_file(root, kFile, "old", "new").ok() ? "done" : "");
              }),
              "")
        << call;
    EXPECT_EQ(scratch.read(kFile), "old") << call;
    EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf") << call;
  }
}

TEST(ReplaceFile, SignalsWaitUntilTheEnd) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  EXPECT_EQ(test::in_child([&] {
              const Done replaced = replace_file(scratch.root(), kFile, "old", "new");
              sigset_t now = {};
              ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
              return said(replaced) + (::sigismember(&now, SIGTERM) == 1 ? " still held" : " as before");
            }),
            "done as before");
}

TEST(CreateFile, WithTheDirectoriesAbove) {
  const Scratch scratch;
  const mode_t before = ::umask(077);
  const Done created = create_file(scratch.root(), kFile, "new");
  ::umask(before);
  EXPECT_EQ(said(created), "done");
  EXPECT_EQ(scratch.read(kFile), "new");
  EXPECT_EQ(scratch.status(kFile).st_mode, S_IFREG | 0644U);
  EXPECT_EQ(scratch.status("/etc").st_mode, S_IFDIR | 0755U);
  EXPECT_EQ(scratch.status("/etc/sysctl.d").st_mode, S_IFDIR | 0755U);
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
}

TEST(CreateFile, ThroughLinksOfDirectories) {
  const Scratch scratch;
  scratch.link("/etc", "/usr/etc");
  scratch.directory("/usr");
  EXPECT_EQ(said(create_file(scratch.root(), kFile, "new")), "done");
  EXPECT_EQ(scratch.read("/usr/etc/sysctl.d/a.conf"), "new");
}

TEST(CreateFile, NeverReplaces) {
  const Scratch scratch;
  scratch.write(kFile, "old");
  scratch.link("/etc/sysctl.d/link.conf", "nothing");
  EXPECT_EQ(after_path(scratch, said(create_file(scratch.root(), kFile, "new"))),
            "cannot create /etc/sysctl.d/a.conf: it exists already");
  EXPECT_EQ(after_path(scratch, said(create_file(scratch.root(), "/etc/sysctl.d/link.conf", "new"))),
            "cannot create /etc/sysctl.d/link.conf: it exists already");
  EXPECT_EQ(scratch.read(kFile), "old");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf link.conf");
}

TEST(CreateFile, WithoutRenameat2) {
  const Scratch scratch;
  EXPECT_EQ(test::in_child([&] {
              test::forbid_system_call(SYS_renameat2, EINVAL);
              return said(create_file(scratch.root(), kFile, "new"));
            }),
            "done");
  EXPECT_EQ(scratch.read(kFile), "new");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "a.conf");
  EXPECT_EQ(scratch.status(kFile).st_nlink, 1U);
}

TEST(CreateFile, FailureTakesItsDirectoriesAway) {
  const Scratch scratch;
  EXPECT_EQ(test::in_child([&] {
              const rlimit limit = {.rlim_cur = 1, .rlim_max = 1};
              ::setrlimit(RLIMIT_FSIZE, &limit);
              return after_path(scratch, said(create_file(scratch.root(), kFile, "new")));
            }),
            "cannot write /etc/sysctl.d/a.conf: File too large; raise the file size limit (ulimit -f) and run again");
  EXPECT_EQ(scratch.names("/"), "");
}

TEST(CreateFile, AFileWhereADirectoryShouldBe) {
  const Scratch scratch;
  scratch.write("/etc/sysctl.d", "a file");
  EXPECT_EQ(after_path(scratch, said(create_file(scratch.root(), kFile, "new"))),
            "cannot create the directory /etc/sysctl.d: Not a directory; something else has that name: move "
            "it away");
}

TEST(RemoveFile, OnlyWhatIsStillTheSame) {
  const Scratch scratch;
  scratch.write(kFile, "ours");
  EXPECT_EQ(after_path(scratch, said(remove_file(scratch.root(), kFile, "other"))),
            "cannot remove /etc/sysctl.d/a.conf: it changed since it was read; run again");
  EXPECT_EQ(said(remove_file(scratch.root(), kFile, "ours")), "done");
  EXPECT_EQ(scratch.names("/etc/sysctl.d"), "");
}

TEST(RemoveFile, NotThroughALink) {
  const Scratch scratch;
  scratch.write("/etc/x", "ours");
  scratch.link(kFile, "/etc/x");
  EXPECT_EQ(after_path(scratch, said(remove_file(scratch.root(), kFile, "ours"))),
            "cannot remove /etc/sysctl.d/a.conf: it is not a regular file");
  EXPECT_EQ(scratch.read("/etc/x"), "ours");
}

TEST(MakeLink, MakesItOnce) {
  const Scratch scratch;
  const Root root = scratch.root();
  const std::string wants = "/etc/systemd/system/sysinit.target.wants/u.service";
  EXPECT_EQ(said(make_link(root, wants, "/etc/systemd/system/u.service")), "done");
  EXPECT_EQ(root.read_link(wants).value(), "/etc/systemd/system/u.service");
  EXPECT_EQ(said(make_link(root, wants, "/etc/systemd/system/u.service")), "done");
  EXPECT_EQ(after_path(scratch, said(make_link(root, wants, "/dev/null"))),
            "cannot make the link " + wants + ": something else has that name");
}

TEST(RemoveLink, OnlyWhatIsStillTheSame) {
  const Scratch scratch;
  const Root root = scratch.root();
  scratch.link("/etc/l", "/a");
  scratch.write("/etc/f", "");
  EXPECT_EQ(after_path(scratch, said(remove_link(root, "/etc/l", "/b"))),
            "cannot remove the link /etc/l: it leads to /a now");
  EXPECT_EQ(after_path(scratch, said(remove_link(root, "/etc/f", "/b"))),
            "cannot remove the link /etc/f: it is no link any more; run again");
  EXPECT_EQ(said(remove_link(root, "/etc/l", "/a")), "done");
  EXPECT_EQ(scratch.names("/etc"), "f");
}

}  // namespace
}  // namespace yama::host
