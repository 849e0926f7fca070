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

std::string stages(const Scratch& scratch, const std::string& systemd = "252.39") {
  const host::Root root = scratch.root();
  return test::shown(stages_of_images(root, images_of(root, {}), read_tree(root).value(), systemd));
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

/// An image as dracut makes it on RHEL: an archive with microcode, which is not compressed, and the rest after it.
std::string dracut_image(const Archive& rest, const std::vector<std::string>& compressor) {
  std::string early = Archive()
                          .file("early_cpio", "1\n")
                          .directory("kernel")
                          .file("kernel/x86/microcode/GenuineIntel.bin", std::string(2000, 'm'))
                          .bytes();
  early.resize((early.size() + 511) / 512 * 512, '\0');
  return early + test::compressed(compressor, rest.bytes());
}

/// The settings that dracut copies into an image for one host, and what loads them there.
Archive dracut_files(std::string_view line) {
  return Archive()
      .link("lib", "usr/lib")
      .link("usr/lib/systemd/system/sysinit.target.wants/systemd-sysctl.service", "../systemd-sysctl.service")
      .file("usr/lib/systemd/system/systemd-sysctl.service", "[Service]\nExecStart=/usr/lib/systemd/systemd-sysctl\n")
      .file("usr/lib/systemd/systemd-sysctl", "")
      .file("usr/lib/sysctl.d/10-default-yama-scope.conf", "kernel.yama.ptrace_scope = 0\n")
      .file("usr/lib/sysctl.d/50-default.conf", "kernel.sysrq = 16\n")
      .link("etc/sysctl.d/99-sysctl.conf", "../sysctl.conf")
      .file("etc/sysctl.conf", std::string(line) + "\n");
}

TEST(Initrd, OfDracutOnRhel) {
  const Scratch scratch;
  scratch.write("/usr/bin/dracut", "");
  scratch.write("/usr/lib/sysctl.d/10-default-yama-scope.conf", "kernel.yama.ptrace_scope = 0\n");
  const std::string image = "/boot/initramfs-4.18.0-553.el8_10.x86_64.img";
  const std::vector<std::vector<std::string>> compressors = {
      {"gzip", "-nc"}, {"xz", "--check=crc32", "-c"}, {"zstd", "-qc"}, {"lz4", "-lc"}};
  for (const std::vector<std::string>& compressor : compressors) {
    if (test::compressed(compressor, "x").empty()) {
      continue;  // not installed here
    }
    scratch.write(image, dracut_image(dracut_files("kernel.yama.ptrace_scope = 3"), compressor));
    EXPECT_EQ(stages(scratch, "239-82.el8"),
              "initrd before " + image +
                  " kernel.yama.ptrace_scope = 3 -> 3: the copy of /etc/sysctl.d/99-sysctl.conf "
                  "in the initrd\n")
        << compressor.front();
  }
}

TEST(Initrd, ItsLoaderIsTheHostsBuild) {
  const Scratch scratch;
  const std::string image = "/boot/initramfs-4.18.0-553.el8_10.x86_64.img";
  scratch.write(image, dracut_image(dracut_files("-kernel.yama.ptrace_scope = 3"), {"gzip", "-nc"}));
  const std::string copy = "initrd before " + image + " -kernel.yama.ptrace_scope = 3";
  const std::string note = " -> 3: the copy of /etc/sysctl.d/99-sysctl.conf in the initrd\n";
  EXPECT_EQ(stages(scratch, "239-82.el8"), copy + note) << "RHEL 8.6 on takes the dash away";
  EXPECT_EQ(stages(scratch, "239-45.el8"), "initrd before " + image +
                                               " kernel.yama.ptrace_scope = 0 -> 0: the copy of "
                                               "/usr/lib/sysctl.d/10-default-yama-scope.conf in the initrd\n");
  EXPECT_EQ(stages(scratch, "239 el8"), copy + " may" + note) << "either";
  scratch.write(image,
                dracut_image(dracut_files("kernel.yama.ptrace_scope = 3").link("etc/sysctl.d/99-sysctl.conf", "/gone"),
                             {"gzip", "-nc"}));
  EXPECT_EQ(stages(scratch, "219 el7"), "initrd before " + image +
                                            " kernel.yama.ptrace_scope = 3 -> 3: the copy of "
                                            "/etc/sysctl.conf in the initrd\n")
      << "RHEL 7's systemd reads it by itself";
  EXPECT_EQ(stages(scratch, "252 el9").find("-> 0"), stages(scratch, "252 el9").find("->"));
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
  EXPECT_EQ(stages(scratch),
            "initrd before /boot/initramfs-6.1.img may: an initrd that cannot be read (its compression is not known; "
            "nothing here tells how it was made)\n");
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
