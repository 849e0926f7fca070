// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/gate.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <ctime>

#include "observe/read_tree.h"
#include "support/scratch.h"

namespace yama::initrd {
namespace {

using test::Scratch;

constexpr std::string_view kImage = "/boot/initrd.img-6.1";

/// Gives a file or directory the time of so many seconds from now.
void date(const Scratch& scratch, std::string_view path, time_t seconds) {
  const timespec time = {.tv_sec = std::time(nullptr) + seconds, .tv_nsec = 0};
  const timespec times[2] = {time, time};
  ASSERT_EQ(::utimensat(AT_FDCWD, scratch.outside(path).c_str(), times, 0), 0);
}

/// The reason to unpack an image that was made so many seconds from now.
std::string reason(const Scratch& scratch, time_t seconds = 3600) {
  scratch.write(kImage, "x");
  date(scratch, kImage, seconds);
  return reason_to_unpack(scratch.root(), std::string(kImage), read_tree(scratch.root()).value());
}

TEST(InitrdGate, UnknownGenerator) {
  const Scratch scratch;
  EXPECT_EQ(reason(scratch), "nothing here tells how it was made");
}

TEST(InitrdGate, InitramfsToolsCopiesNothingByItself) {
  const Scratch scratch;
  scratch.write("/usr/sbin/mkinitramfs", "");
  scratch.write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope=3\n");
  scratch.write("/usr/share/initramfs-tools/hooks/busybox", "#!/bin/sh\ncopy_exec /bin/busybox\n");
  EXPECT_EQ(reason(scratch, -3600), "") << "younger settings and hooks of packages";
  scratch.write("/etc/initramfs-tools/scripts/init-top/nothing", "#!/bin/sh\n");
  EXPECT_EQ(reason(scratch), "");
  scratch.write("/etc/initramfs-tools/scripts/init-bottom/lock", "echo 3 > /proc/sys/kernel/yama/ptrace_scope\n");
  EXPECT_EQ(reason(scratch), "/etc/initramfs-tools/scripts/init-bottom/lock speaks of sysctl");
  scratch.write("/usr/share/initramfs-tools/hooks/settings", "copy_file config /etc/sysctl.conf\n");
  EXPECT_EQ(reason(scratch), "/usr/share/initramfs-tools/hooks/settings speaks of sysctl");
}

TEST(InitrdGate, WhatAnAdministratorTookOutMayBeInAnOlderImage) {
  const Scratch scratch;
  scratch.write("/usr/sbin/mkinitramfs", "");
  scratch.directory("/etc/initramfs-tools/scripts/init-bottom");
  EXPECT_EQ(reason(scratch, -3600), "/etc/initramfs-tools/scripts is younger");
  date(scratch, "/etc/initramfs-tools/scripts", -7200);
  EXPECT_EQ(reason(scratch, -3600), "/etc/initramfs-tools/scripts/init-bottom is younger") << "a script was there";
  date(scratch, "/etc/initramfs-tools/scripts/init-bottom", -7200);
  EXPECT_EQ(reason(scratch, -3600), "");
  scratch.write("/etc/mkinitcpio.conf", "FILES=()\n");
  EXPECT_EQ(reason(scratch, -3600), "/etc/mkinitcpio.conf is younger");
}

TEST(InitrdGate, Mkinitcpio) {
  const Scratch scratch;
  scratch.write("/usr/bin/mkinitcpio", "");
  scratch.write("/etc/mkinitcpio.conf", "HOOKS=(systemd)\n");
  EXPECT_EQ(reason(scratch), "");
  scratch.write("/etc/mkinitcpio.conf", "FILES=(/etc/sysctl.d/a.conf)\n");
  EXPECT_EQ(reason(scratch), "/etc/mkinitcpio.conf speaks of sysctl");
}

TEST(InitrdGate, DracutImageOlderThanSettings) {
  const Scratch scratch;
  scratch.write("/usr/bin/dracut", "");
  scratch.write("/usr/lib/sysctl.d/10-default-yama-scope.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(reason(scratch), "") << "the same file is read again later";
  EXPECT_EQ(reason(scratch, -3600), "/usr/lib/sysctl.d is younger");
  EXPECT_EQ(reason(scratch, 10), "/usr/lib/sysctl.d is younger") << "it may have changed while the image was made";
  scratch.directory("/run/sysctl.d");
  EXPECT_EQ(reason(scratch), "") << "/run is not copied";
}

TEST(InitrdGate, DracutImageThatHoldsWhatMatters) {
  for (const std::string line : {"kernel.yama.ptrace_scope = 3\n", "-kernel.yama.ptrace_scope\n"}) {
    const Scratch scratch;
    scratch.write("/usr/bin/dracut", "");
    scratch.write("/usr/lib/sysctl.d/50-a.conf", line);
    scratch.write("/etc/sysctl.d/50-a.conf", "");  // an image for any host holds the shadowed file alone
    EXPECT_EQ(reason(scratch), "a file of settings locks at 3 or excludes the key") << line;
  }
}

}  // namespace
}  // namespace yama::initrd
