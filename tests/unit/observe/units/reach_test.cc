// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/reach.h"

#include <gtest/gtest.h>

#include "observe/boot_units.h"
#include "support/scratch.h"

namespace yama::units {
namespace {

using test::Scratch;

constexpr const char* kWriter = "[Service]\nType=oneshot\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n";

/// How a.service, or another, comes to be started: "no", "yes", "perhaps", "later", with what starts it.
std::string started(const Scratch& scratch, const std::string& name = "a.service",
                    const std::vector<std::string>& command_lines = {}) {
  const unit::Units units = read_boot_units(scratch.root(), {.command_lines = command_lines, .kernels = {}}).units;
  const auto found = units.find(name);
  if (found == units.end()) {
    return "not seen";
  }
  const unit::Unit& unit = found->second;
  const std::string by = unit.starter.empty() || unit.links_start() ? "" : " by " + unit.starter;
  const std::string late = unit.starter_later && !unit.links_start() ? " later" : "";
  return (unit.surely_enabled() ? "yes" : unit.enabled() ? "perhaps" : "no") + late + by;
}

void write(const Scratch& scratch, const std::string& name, std::string_view text) {
  scratch.write("/etc/systemd/system/" + name, text);
}

void want(const Scratch& scratch, const std::string& owner, const std::string& name) {
  scratch.link("/etc/systemd/system/" + owner + ".wants/" + name, "../" + name);
}

TEST(Reach, WhatNothingStarts) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  EXPECT_EQ(started(scratch), "no");
  write(scratch, "b.service", "[Unit]\nWants=a.service\n[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(started(scratch), "no");
}

TEST(Reach, LinksOfTargets) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  want(scratch, "rescue.target", "a.service");
  EXPECT_EQ(started(scratch), "no");
  want(scratch, "sysinit.target", "a.service");
  EXPECT_EQ(started(scratch), "yes");
}

TEST(Reach, ALinkOfWhatIsNotSeenMayStartIt) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  want(scratch, "dev-sda.device", "a.service");
  EXPECT_EQ(started(scratch), "perhaps");
}

TEST(Reach, OtherUnits) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  write(scratch, "b.service", "[Unit]\nRequires=a.service\n[Service]\nExecStart=/bin/true\n");
  want(scratch, "multi-user.target", "b.service");
  EXPECT_EQ(started(scratch), "yes by b.service");
  write(scratch, "b.service", "[Unit]\nOnFailure=a.service\n[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(started(scratch), "perhaps by b.service");
  scratch.write("/etc/systemd/system/b.service.d/x.conf", "[Unit]\nUpholds=a.service\n");
  EXPECT_EQ(started(scratch), "yes by b.service");
}

TEST(Reach, AWantedUnitThatIsMaskedStartsNothing) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  scratch.link("/etc/systemd/system/b.service", "/dev/null");
  scratch.write("/usr/lib/systemd/system/b.service", "[Unit]\nWants=a.service\n[Service]\nExecStart=/bin/true\n");
  want(scratch, "multi-user.target", "b.service");
  EXPECT_EQ(started(scratch), "no");
}

TEST(Reach, Timers) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  write(scratch, "a.timer", "[Timer]\nOnBootSec=1\n");
  EXPECT_EQ(started(scratch), "no");
  want(scratch, "timers.target", "a.timer");
  EXPECT_EQ(started(scratch), "yes later by a.timer");
  write(scratch, "a.timer", "[Timer]\nOnUnitActiveSec=1\n");
  EXPECT_EQ(started(scratch), "perhaps later by a.timer");
  write(scratch, "a.timer", "[Unit]\nConditionPathExists=/etc/none\n[Timer]\nOnBootSec=1\n");
  EXPECT_EQ(started(scratch), "no");
}

TEST(Reach, PathsAndSockets) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  write(scratch, "b.path", "[Path]\nPathExists=/x\nUnit=a.service\n");
  want(scratch, "multi-user.target", "b.path");
  EXPECT_EQ(started(scratch), "perhaps later by b.path");
  write(scratch, "c@.service", kWriter);
  write(scratch, "c.socket", "[Socket]\nListenStream=1\nAccept=yes\n");
  want(scratch, "sockets.target", "c.socket");
  EXPECT_EQ(started(scratch, "c@connection.service"), "perhaps later by c.socket");
}

TEST(Reach, AnAliasAndAnInstance) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a.service", kWriter);
  scratch.link("/etc/systemd/system/other.service", "/usr/lib/systemd/system/a.service");
  write(scratch, "b.service", "[Unit]\nWants=other.service c@1.service\n[Service]\nExecStart=/bin/true\n");
  write(scratch, "c@.service", kWriter);
  want(scratch, "multi-user.target", "b.service");
  EXPECT_EQ(started(scratch, "other.service"), "yes by b.service");
  EXPECT_EQ(started(scratch, "c@1.service"), "yes by b.service");
}

TEST(Reach, WhatIsNoUnitStartsThem) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  EXPECT_EQ(started(scratch, "a.service", {"ro systemd.wants=a.service"}), "yes by the kernel command line");
  EXPECT_EQ(started(scratch, "a.service", {"ro systemd.wants=a.service", "ro"}), "perhaps by the kernel command line");
  scratch.write("/etc/udev/rules.d/9.rules", "KERNEL==\"x\", TAG+=\"systemd\", ENV{SYSTEMD_WANTS}+=\"a.service\"\n");
  EXPECT_EQ(started(scratch), "perhaps later by a udev rule");
}

TEST(Reach, ACallerOfDBusAMountAndSleep) {
  const Scratch scratch;
  write(scratch, "a.service", kWriter);
  write(scratch, "b.service", kWriter);
  write(scratch, "c.service", kWriter);
  scratch.write("/usr/share/dbus-1/system-services/x.service", "[D-BUS Service]\nSystemdService=a.service\n");
  scratch.write("/etc/fstab", "/dev/sda1 /x ext4 noauto,x-systemd.requires=b.service 0 0\n");
  want(scratch, "sleep.target", "c.service");
  EXPECT_EQ(started(scratch), "perhaps later by a caller of D-Bus");
  EXPECT_EQ(started(scratch, "b.service"), "perhaps by a mount of /etc/fstab");
  EXPECT_EQ(started(scratch, "c.service"), "perhaps");
}

TEST(Reach, PresetsOfAnImagesFirstBoot) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/systemd", "x");
  scratch.write("/usr/lib/systemd/system/a.service", std::string(kWriter) + "[Install]\nWantedBy=multi-user.target\n");
  EXPECT_EQ(started(scratch), "yes by a preset");
  scratch.write("/usr/lib/systemd/system-preset/99-default.preset", "disable *\n");
  EXPECT_EQ(started(scratch), "not seen");
  scratch.write("/etc/systemd/system-preset/10-a.preset", "enable a.service\n");
  EXPECT_EQ(started(scratch), "yes by a preset");
  scratch.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
  EXPECT_EQ(started(scratch), "not seen");
}

TEST(Reach, UnitsThatWantEachOther) {
  const Scratch scratch;
  write(scratch, "a.service", "[Unit]\nWants=b.service\n" + std::string(kWriter));
  write(scratch, "b.service", "[Unit]\nWants=a.service b.service\n" + std::string(kWriter));
  EXPECT_EQ(started(scratch), "no");
  want(scratch, "multi-user.target", "b.service");
  EXPECT_EQ(started(scratch), "yes by b.service");
}

}  // namespace
}  // namespace yama::units
