// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "job/job.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "support/child.h"
#include "support/scratch.h"

namespace yama {
namespace {

Request request(const test::Scratch& image, Verb verb, std::optional<Scope> scope = {}) {
  Request request;
  request.verb = verb;
  request.scope = scope;
  request.root = image.path();
  return request;
}

/// "PATH: CONTENT" of a report's diff.
std::string diff_text(const Report& report) {
  std::string text;
  for (const Diff& diff : report.diff) {
    text += diff.before_header + ": " + diff.before + "=> " + diff.after_header + ": " + diff.after;
  }
  return text;
}

TEST(Job, SaysWhenAChangeBegins) {
  static int begun = 0;
  const Hooks hooks{.begin_change = [] { ++begun; }};
  const test::Scratch image;
  image.write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=0\n");
  Request set = request(image, Verb::kEnsure, Scope{1});
  set.check = true;
  do_job(set, {}, hooks);
  EXPECT_EQ(begun, 0) << "check mode changes nothing";
  set.check = false;
  do_job(set, {}, hooks);
  EXPECT_EQ(begun, 1);
  do_job(set, {}, hooks);
  EXPECT_EQ(begun, 1) << "there was nothing left to be done";
}

TEST(Job, SetsAnImageOnceAndTakesItBack) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/10-a.conf", "# caf\xE9\r\nkernel.yama.ptrace_scope=0\r\nvm.swappiness=1", 0640);
  Request set = request(image, Verb::kEnsure, Scope{1});

  const Report first = do_job(set);
  EXPECT_FALSE(first.failed) << first.msg;
  EXPECT_TRUE(first.changed);
  EXPECT_EQ(first.msg, "kernel.yama.ptrace_scope is 1 at the next boot");
  EXPECT_EQ(image.read("/etc/sysctl.d/10-a.conf"),
            "# caf\xE9\r\n# commented out by hardening.yama: kernel.yama.ptrace_scope=0\r\nvm.swappiness=1");
  EXPECT_EQ(image.status("/etc/sysctl.d/10-a.conf").st_mode & 07777U, 0640U);
  EXPECT_EQ(
      image.read("/etc/sysctl.d/99-yama-ptrace.conf"),
      "# made by hardening.yama; state: absent removes it\n# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n");

  const Report second = do_job(set);
  EXPECT_FALSE(second.failed);
  EXPECT_FALSE(second.changed);
  EXPECT_TRUE(second.diff.empty());

  const Report undone = do_job(request(image, Verb::kRestore));
  EXPECT_TRUE(undone.changed);
  EXPECT_EQ(image.read("/etc/sysctl.d/10-a.conf"), "# caf\xE9\r\nkernel.yama.ptrace_scope=0\r\nvm.swappiness=1");
  EXPECT_EQ(image.names("/etc/sysctl.d"), "10-a.conf");
}

TEST(Job, AFileThatIsOnNoPackagesListIsNotCalledAPackages) {
  const test::Scratch image;
  image.write("/usr/lib/sysctl.d/50-role.conf", "kernel.yama.ptrace_scope = 0\n");
  image.write("/var/lib/dpkg/info/base-files.list", "/.\n/usr/lib\n");
  const Report report = do_job(request(image, Verb::kEnsure, Scope{1}));
  ASSERT_FALSE(report.warnings.empty());
  EXPECT_EQ(report.warnings.front(),
            "/usr/lib/sysctl.d/50-role.conf:1 is in a folder of packages, though no package lists it: it was "
            "left as it is and is outranked");
}

TEST(Job, CheckModeTellsWhatTheRealRunDoes) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=0\n");
  Request set = request(image, Verb::kEnsure, Scope{1});
  set.check = true;
  const Report told = do_job(set);
  EXPECT_EQ(image.read("/etc/sysctl.d/10-a.conf"), "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(image.names("/etc/sysctl.d"), "10-a.conf");
  EXPECT_EQ(told.msg, "kernel.yama.ptrace_scope would be 1 at the next boot");
  set.check = false;
  const Report done = do_job(set);
  EXPECT_TRUE(told.changed);
  EXPECT_EQ(diff_text(told), diff_text(done));
  EXPECT_EQ(told.actions, done.actions);
}

TEST(Job, WarnsOfDoubtsAboutTheNextBoot) {
  const test::Scratch image;
  image.write("/etc/systemd/system/multi-user.target.wants/other.service", "");
  image.write(
      "/etc/systemd/system/other.service",
      "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'for i in 0; do sysctl -w kernel.yama.ptrace_scope=$i; done'\n");
  image.write("/usr/lib/systemd/systemd-sysctl", "libsystemd-shared-252.39.so");
  Request set = request(image, Verb::kEnsure, Scope{1});
  const std::vector<std::string> expected = {
      "not certain at the next boot: the unit other.service may set it (/etc/systemd/system/other.service:3)"};
  set.check = true;
  EXPECT_EQ(do_job(set).warnings, expected);
  set.check = false;
  EXPECT_EQ(do_job(set).warnings, expected);
  EXPECT_EQ(do_job(set).warnings, expected) << "also when nothing is to be changed";
  EXPECT_EQ(do_job(request(image, Verb::kRestore)).warnings, std::vector<std::string>{}) << "no scope was promised";
}

TEST(Job, BackupsAreMadeAndNamed) {
  const test::Scratch image;
  image.write("/etc/sysctl.conf", "kernel.yama.ptrace_scope=0\n");
  Request set = request(image, Verb::kEnsure, Scope{1});
  set.backup = true;
  const Report report = do_job(set);
  ASSERT_EQ(report.backup_files.size(), 1U);
  EXPECT_EQ(report.backup_files[0].substr(0, 17), "/etc/sysctl.conf.");
  EXPECT_EQ(report.backup_files[0].back(), '~');
  EXPECT_EQ(image.read(report.backup_files[0]), "kernel.yama.ptrace_scope=0\n");
}

TEST(Job, AFailureTakesEverythingBack) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=0\n");
  image.write("/etc/sysctl.d/20-b.conf", "kernel.yama.ptrace_scope=2\n");
  image.write("/mounted", "kernel.yama.ptrace_scope=2\n");
  const std::string msg = test::in_own_mounts([&] {
    test::bind_file(image.outside("/mounted"), image.outside("/etc/sysctl.d/20-b.conf"));  // cannot be renamed over
    const Report report = do_job(request(image, Verb::kEnsure, Scope{1}));
    return !report.failed || report.changed || !report.diff.empty() ? "(changed)" : report.msg;
  });
  EXPECT_NE(msg.find("/etc/sysctl.d/20-b.conf"), std::string::npos) << msg;
  EXPECT_EQ(image.read("/etc/sysctl.d/10-a.conf"), "kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(image.read("/etc/sysctl.d/20-b.conf"), "kernel.yama.ptrace_scope=2\n");
  EXPECT_EQ(image.names("/etc/sysctl.d"), "10-a.conf 20-b.conf");
}

TEST(Job, HardLinksAreRefusedInCheckModeToo) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/20-b.conf", "kernel.yama.ptrace_scope=2\n");
  ASSERT_EQ(::link(image.outside("/etc/sysctl.d/20-b.conf").c_str(), image.outside("/etc/twin").c_str()), 0);
  Request set = request(image, Verb::kEnsure, Scope{1});
  for (const bool check : {true, false}) {
    set.check = check;
    const Report report = do_job(set);
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.msg,
              "/etc/sysctl.d/20-b.conf has 2 names (hard links), and a change would part them; make it a file of its "
              "own (cp --remove-destination) and run again; nothing was changed");
  }
  EXPECT_EQ(image.names("/etc/sysctl.d"), "20-b.conf");
}

TEST(Job, ADirectoryThatIsNoneIsRefusedInCheckModeToo) {
  const test::Scratch image;
  image.link("/etc/sysctl.d", "/etc/sysctl.d");
  Request set = request(image, Verb::kEnsure, Scope{1});
  set.check = true;
  EXPECT_EQ(do_job(set).msg,
            "/etc/sysctl.d is not a directory, so no settings can be put there; make it one and run again; nothing was "
            "changed");
}

/// Has a file open for writing for that long, and then appends a line.
std::thread slow_writer(const std::string& path, std::chrono::milliseconds time) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  return std::thread([fd, time] {
    std::this_thread::sleep_for(time);
    EXPECT_EQ(::write(fd, "kernel.panic = 10\n", 18), 18);
    ::close(fd);
  });
}

TEST(Job, PlansAnewWhenAFileChangesMeanwhile) {
  const test::Scratch image;
  const std::string file = "/etc/sysctl.d/99-z.conf";
  image.write(file, "kernel.yama.ptrace_scope=0\n");
  std::thread writer = slow_writer(image.outside(file), std::chrono::milliseconds{700});
  const Report report = do_job(request(image, Verb::kEnsure, Scope{1}));
  writer.join();
  EXPECT_FALSE(report.failed) << report.msg;
  EXPECT_TRUE(report.changed);
  EXPECT_EQ(image.read(file), "# commented out by hardening.yama: kernel.yama.ptrace_scope=0\nkernel.panic = 10\n");
}

TEST(Job, GivesUpAfterThreeTries) {
  const test::Scratch image;
  const std::string file = "/etc/sysctl.d/99-z.conf";
  image.write(file, "kernel.yama.ptrace_scope=0\n");
  const int writer = ::open(image.outside(file).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const Report report = do_job(request(image, Verb::kEnsure, Scope{1}));
  ::close(writer);
  EXPECT_TRUE(report.failed);
  EXPECT_FALSE(report.changed);
  EXPECT_EQ(report.msg,
            "cannot replace " + image.outside(file) +
                ": somebody else has it open to write to it; close it there and run again; this happened 3 times in "
                "this run: find out who else changes these files now, and run again when they are done");
  EXPECT_EQ(image.names("/etc/sysctl.d"), "99-z.conf");
}

TEST(Job, ALinkToNoDirectoryIsRefusedInCheckModeToo) {
  const test::Scratch image;
  image.link("/etc/sysctl.d", "/no/such");
  Request set = request(image, Verb::kEnsure, Scope{1});
  for (const bool check : {true, false}) {
    set.check = check;
    EXPECT_EQ(do_job(set).msg,
              "cannot create the directory " + image.path() +
                  "/etc/sysctl.d: it is a link to /no/such, which is missing in the image; make that directory "
                  "or repair the link, and run again");
  }
}

TEST(Job, WhatMayNotBeWrittenIsRefusedInCheckModeToo) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=0\n");
  const std::string directory = image.outside("/etc/sysctl.d");
  ASSERT_EQ(::chmod(image.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(directory.c_str(), 0555), 0);
  Request set = request(image, Verb::kEnsure, Scope{1});
  const auto refusal = [&set] {
    const Report report = do_job(set);
    return !report.failed || report.changed || !report.diff.empty() || !report.actions.empty() ? "(done)" : report.msg;
  };
  for (const bool check : {false, true}) {
    set.check = check;
    EXPECT_EQ(test::as_nobody(refusal),
              "cannot write to the directory " + directory +
                  ": Permission denied; run as root, or look for a security module that forbids it");
  }
  ASSERT_EQ(::chmod(directory.c_str(), 0755), 0);
  EXPECT_EQ(test::in_own_mounts([&] {
              test::make_read_only(directory);
              return refusal();
            }),
            "cannot write to the directory " + directory +
                ": Read-only file system; the file system is read-only: remount it writable and run again");
}

TEST(Job, CheckModeWithNothingToDoNeedsNoRights) {
  const test::Scratch image;
  image.write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=1\n");
  ASSERT_EQ(::chmod(image.path().c_str(), 0755), 0);
  Request set = request(image, Verb::kEnsure, Scope{1});
  set.check = true;
  EXPECT_EQ(test::as_nobody([&set] { return do_job(set).msg; }),
            "1 is already in place for the next boot; nothing changed");
}

TEST(Job, SpecialFilesNeverHangIt) {
  const test::Scratch image;
  image.fifo("/etc/sysctl.d/10-fifo.conf");
  image.directory("/etc/sysctl.d/20-dir.conf");
  image.link("/etc/sysctl.d/30-lost.conf", "/nonexistent");
  image.link("/etc/sysctl.d/40-loop.conf", "40-loop.conf");
  const Report status = do_job(request(image, Verb::kStatus, Scope{1}));
  EXPECT_FALSE(status.failed) << status.msg;
  const Report report = do_job(request(image, Verb::kEnsure, Scope{1}));
  EXPECT_NE(report.msg.find("10-fifo.conf"), std::string::npos) << report.msg;
}

TEST(Job, WhatAnImageCannotDoIsRefusedBeforeItIsLookedAt) {
  const test::Scratch image;
  struct Case {
    void (*ask)(Request& request);
    const char* sentence;
  };
  constexpr Case kCases[] = {
      {[](Request& request) { request.runtime = RuntimeMode::kRequired; },
       "runtime: required and root contradict each other: an image has no running kernel"},
      {[](Request& request) { request.probe = true; },
       "probe and root contradict each other: an image has no running kernel"},
      {[](Request& request) { request.fail_if_traced = true; },
       "fail_if_traced and root contradict each other: an image has no processes"},
  };
  for (const Case& c : kCases) {
    Request asked = request(image, Verb::kEnsure, Scope{1});
    c.ask(asked);
    const Report report = do_job(asked);
    EXPECT_EQ(report.msg, c.sentence);
    EXPECT_TRUE(report.failed && report.usage_error && !report.changed && !report.before);
  }
  EXPECT_EQ(image.names("/"), "");
}

TEST(Job, TheRunningHostIsNoImageWhateverItsName) {
  const test::Scratch scratch;
  scratch.link("/link", "/");
  for (const std::string& root : {std::string{"/"}, scratch.outside("/link"), std::string{"/proc/self/root"}}) {
    Request status = request(scratch, Verb::kStatus);
    status.root = root;
    status.fail_if_traced = true;  // which an image is refused
    const Report report = do_job(status);
    ASSERT_FALSE(report.failed) << root << ": " << report.msg;
    EXPECT_FALSE(report.before->image) << root;
  }
  EXPECT_TRUE(do_job(request(scratch, Verb::kStatus)).before->image);
}

TEST(Job, AMissingRootIsOneSentence) {
  Request status;
  status.root = "/nonexistent/image";
  const Report report = do_job(status);
  EXPECT_TRUE(report.failed);
  EXPECT_NE(report.msg.find("/nonexistent/image"), std::string::npos) << report.msg;
}

}  // namespace
}  // namespace yama
