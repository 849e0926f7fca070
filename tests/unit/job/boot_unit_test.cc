// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <gtest/gtest.h>

#include "job/job.h"
#include "support/scratch.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

constexpr const char* kPrinted =
    "[Unit]\nDescription=Removes, system-wide, the ability to ptrace\nConditionKernelCommandLine=!maintenance\n\n"
    "[Service]\nType=forking\nExecstart=/bin/bash -c \"sysctl -w kernel.yama.ptrace_scope=3\"\nExecstop=\n\n"
    "[Install]\nWantedBy=default.target\n";

/// An image of Debian 12, as far as this program looks.
void make_debian(const test::Scratch& image) {
  image.write("/usr/lib/systemd/systemd-sysctl", "");
  image.write("/var/lib/dpkg/status", "Package: systemd\nStatus: install ok installed\nVersion: 252.39-1~deb12u2\n\n");
}

Request lock(const test::Scratch& image) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = Scope{3};
  request.persist = Persist::kBootUnit;
  request.root = image.path();
  return request;
}

Request take_back(const test::Scratch& image) {
  Request request;
  request.verb = Verb::kRestore;
  request.root = image.path();
  return request;
}

TEST(BootUnitJob, LocksAnImageOnceAndTakesItBack) {
  const test::Scratch image;
  make_debian(image);
  const Report first = do_job(lock(image));
  EXPECT_FALSE(first.failed) << first.msg;
  EXPECT_TRUE(first.changed);
  EXPECT_EQ(first.msg, "kernel.yama.ptrace_scope is 3 at the next boot");
  EXPECT_EQ(image.read(unit::kLockUnitFile), unit::lock_unit("maintenance"));
  EXPECT_EQ(image.root().read_link(unit::kLockUnitLinks[0]).value(), unit::kLockUnitFile);
  EXPECT_EQ(image.root().read_link(unit::kLockUnitLinks[1]).value(), unit::kLockUnitFile);
  EXPECT_EQ(image.read("/etc/sysctl.d/99-yama-ptrace.conf"),
            "# made by hardening.yama; state: absent removes it\n# set by hardening.yama:\n"
            "-kernel.yama.ptrace_scope = 1\n");

  const Report second = do_job(lock(image));
  EXPECT_FALSE(second.failed);
  EXPECT_FALSE(second.changed);

  const Report undone = do_job(take_back(image));
  EXPECT_FALSE(undone.failed) << undone.msg;
  EXPECT_FALSE(undone.reboot_required) << "an image has no running kernel";
  EXPECT_EQ(image.names("/etc/systemd/system"), "") << "the empty .wants directories are gone too";
  EXPECT_EQ(image.names("/etc/sysctl.d"), "");
}

TEST(BootUnitJob, CheckModeTellsWhatTheRealRunDoes) {
  const test::Scratch image;
  make_debian(image);
  Request request = lock(image);
  request.check = true;
  const Report told = do_job(request);
  EXPECT_EQ(image.names("/etc"), "");
  EXPECT_EQ(told.msg, "kernel.yama.ptrace_scope would be 3 at the next boot");
  request.check = false;
  const Report done = do_job(request);
  EXPECT_EQ(told.actions, done.actions);
  ASSERT_EQ(told.diff.size(), done.diff.size());
  for (std::size_t i = 0; i < told.diff.size(); ++i) {
    EXPECT_EQ(told.diff[i].after, done.diff[i].after);
  }
}

TEST(BootUnitJob, ThePrintedUnitIsReplacedWithItsModeAndComesBack) {
  const test::Scratch image;
  make_debian(image);
  image.write("/etc/systemd/system/noptrace.service", kPrinted, 0550);
  image.link("/etc/systemd/system/default.target.wants/noptrace.service", "../noptrace.service");
  Request request = lock(image);
  request.replace_published_unit = true;
  const Report done = do_job(request);
  EXPECT_FALSE(done.failed) << done.msg;
  EXPECT_EQ(image.status("/etc/systemd/system/noptrace.service").st_mode & 07777U, 0550U);
  EXPECT_EQ(image.names("/etc/systemd/system"),
            "emergency.target.wants noptrace.service sysinit.target.wants yama-ptrace-lock.service");
  EXPECT_FALSE(do_job(request).changed);

  EXPECT_FALSE(do_job(take_back(image)).failed);
  EXPECT_EQ(image.read("/etc/systemd/system/noptrace.service"), kPrinted);
  EXPECT_EQ(image.status("/etc/systemd/system/noptrace.service").st_mode & 07777U, 0550U);
  EXPECT_EQ(image.root().read_link("/etc/systemd/system/default.target.wants/noptrace.service").value(),
            "../noptrace.service");
}

TEST(BootUnitJob, AMaskedUnitIsLeftAlone) {
  const test::Scratch image;
  make_debian(image);
  image.link(unit::kLockUnitFile, "/dev/null");
  const Report report = do_job(lock(image));
  EXPECT_TRUE(report.failed);
  EXPECT_FALSE(report.changed);
  EXPECT_EQ(image.names("/etc/systemd/system"), "yama-ptrace-lock.service");
  EXPECT_EQ(image.names("/etc/sysctl.d"), "");
}

TEST(BootUnitJob, ADropInThatIsThereBeforeTheUnitIsRefusedBeforeAnythingIsTouched) {
  const std::string drop_in = "/etc/systemd/system/yama-ptrace-lock.service.d/x.conf";
  for (const bool check : {true, false}) {
    const test::Scratch image;
    make_debian(image);
    image.write(drop_in, "[Service]\nExecStart=\n");
    Request request = lock(image);
    request.check = check;
    const Report report = do_job(request);
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.msg, "the unit yama-ptrace-lock.service is changed by " + drop_in +
                              ", so what it does is not certain; remove that file and run again; nothing was changed");
    EXPECT_EQ(image.names("/etc/systemd/system"), "yama-ptrace-lock.service.d");
    EXPECT_EQ(image.names("/etc"), "systemd");
  }
}

TEST(BootUnitJob, DropInsOfOtherUnitsAreNoObstacle) {
  const test::Scratch image;
  make_debian(image);
  image.write("/etc/systemd/system/service.d/x.conf", "[Service]\nTimeoutStopFailureMode=abort\n");
  image.write("/etc/systemd/system/other.service.d/x.conf", "[Service]\nExecStart=\n");
  EXPECT_EQ(do_job(lock(image)).msg, "kernel.yama.ptrace_scope is 3 at the next boot");
}

}  // namespace
}  // namespace yama
