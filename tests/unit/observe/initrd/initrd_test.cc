// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/initrd.h"

#include <gtest/gtest.h>

#include "observe/read_tree.h"
#include "support/archive.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama::initrd {
namespace {

using test::Archive;
using test::Scratch;

std::string stages(const Scratch& scratch) {
  const host::Root root = scratch.root();
  return test::shown(stages_of_images(root, images_of(root, {}), read_tree(root).value(), "252.39"));
}

std::string images(const Scratch& scratch, std::vector<std::string> written = {}) {
  boot::BootEntry entry;
  entry.initrds = std::move(written);
  std::string text;
  for (const std::string& image : images_of(scratch.root(), {&entry})) {
    text += image + " ";
  }
  return text;
}

TEST(Initrd, ImagesOfTheEntry) {
  const Scratch scratch;
  EXPECT_EQ(images(scratch, {"/initrd.img-1"}), "");
  scratch.write("/boot/initrd.img-1", "");
  scratch.write("/efi/m/initrd", "");
  EXPECT_EQ(images(scratch, {"/initrd.img-1"}), "/boot/initrd.img-1 ") << "/boot is a partition of its own";
  EXPECT_EQ(images(scratch, {"/boot/initrd.img-1", "\\m\\initrd"}), "/boot/initrd.img-1 /efi/m/initrd ");
  EXPECT_EQ(images(scratch, {"/gone"}), "/boot/initrd.img-1 ");
}

TEST(Initrd, NewestImageWithoutAnEntry) {
  const Scratch scratch;
  scratch.write("/boot/initramfs-0-rescue-1234.img", "");
  scratch.write("/boot/initrd.img-6.1-kdump", "");
  scratch.write("/boot/vmlinuz-6.1", "");
  EXPECT_EQ(images(scratch), "");
  scratch.write("/boot/initramfs-6.1.img", "");
  EXPECT_EQ(images(scratch), "/boot/initramfs-6.1.img ");
}

TEST(Initrd, ACopyThatItsOwnLoaderLoads) {
  const Scratch scratch;
  scratch.write("/boot/initramfs-6.1.img",
                Archive()
                    .file("usr/lib/systemd/systemd-sysctl", "")
                    .file("etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope=1\n")
                    .file("usr/lib/sysctl.d/50-b.conf", "#\n kernel.yama.ptrace_scope = 2 \n")
                    .bytes());
  EXPECT_EQ(stages(scratch),
            "initrd before /boot/initramfs-6.1.img  kernel.yama.ptrace_scope = 2  -> 2: the copy of "
            "/usr/lib/sysctl.d/50-b.conf in the initrd\n");
}

TEST(Initrd, ACopyThatNothingLoads) {
  const Scratch scratch;
  scratch.write(
      "/boot/initramfs-6.1.img",
      Archive().file("etc/sysctl.conf", "").file("etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope=3").bytes());
  EXPECT_EQ(stages(scratch),
            "initrd before /boot/initramfs-6.1.img kernel.yama.ptrace_scope=3 inactive -> 3: the copy of "
            "/etc/sysctl.d/a.conf in the initrd\n");
}

TEST(Initrd, ScriptsThatMayWriteIt) {
  const Scratch scratch;
  scratch.write("/boot/initramfs-6.1.img",
                Archive().file("scripts/x", "echo 3 >/proc/sys/kernel/yama/ptrace_scope").bytes());
  EXPECT_EQ(stages(scratch),
            "initrd before /boot/initramfs-6.1.img /scripts/x may: a program or script in the initrd\n");
}

TEST(Initrd, AnImageThatCannotBeRead) {
  const Scratch scratch;
  scratch.write("/boot/initramfs-6.1.img", "x");
  EXPECT_EQ(
      stages(scratch),
      "initrd before /boot/initramfs-6.1.img may: an initrd that cannot be read (its compression is not known) and "
      "may hold settings (nothing here tells how it was made)\n");
}

TEST(Initrd, NothingInItOrNoReasonToLook) {
  const Scratch scratch;
  EXPECT_EQ(stages(scratch), "");
  scratch.write("/boot/initramfs-6.1.img", Archive().file("init", "#!/bin/sh\n").bytes());
  EXPECT_EQ(stages(scratch), "");
  scratch.write("/boot/initramfs-6.1.img", "not looked at");
  scratch.write("/usr/sbin/mkinitramfs", "");
  EXPECT_EQ(stages(scratch), "");
}

}  // namespace
}  // namespace yama::initrd
