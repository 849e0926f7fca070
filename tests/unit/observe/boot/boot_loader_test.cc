// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/boot_loader.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::boot {
namespace {

using test::Scratch;
using test::shown;

constexpr std::string_view kNobody;  // no running kernel: an image

std::string stages(const Scratch& scratch, std::string_view running = kNobody) {
  const BootConfiguration configuration = read_boot_configuration(scratch.root());
  return shown(stages_of_boot_loader(configuration, deciding_menus(configuration, running)));
}

bool decides(const Scratch& scratch, std::string_view running) {
  return !deciding_menus(read_boot_configuration(scratch.root()), running).empty();
}

std::string grub_entry(const std::string& arguments) {
  return "menuentry 'x' {\n linux /boot/vmlinuz-6.1 root=/dev/a " + arguments + "\n}\n";
}

TEST(BootLoader, NoConfiguration) {
  const Scratch scratch;
  EXPECT_EQ(stages(scratch), "");
  EXPECT_FALSE(decides(scratch, "BOOT_IMAGE=/vmlinuz"));
}

TEST(BootLoader, DefaultEntryDecides) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg",
                grub_entry("sysctl.kernel.yama.ptrace_scope=3") + grub_entry("sysctl.kernel.yama.ptrace_scope=0"));
  EXPECT_EQ(stages(scratch),
            "boot_loader before /boot/grub/grub.cfg:2 sysctl.kernel.yama.ptrace_scope=3 -> 3: the next boot's kernel "
            "command line\n");
}

TEST(BootLoader, LeavesYamaOut) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg", grub_entry("lsm=apparmor"));
  EXPECT_EQ(stages(scratch),
            "boot_loader instead /boot/grub/grub.cfg:2 lsm=apparmor: the next boot's kernel command line leaves Yama "
            "out: lsm=apparmor\n");
}

TEST(BootLoader, UnknownDefaultIsUncertainWhereEntriesDiffer) {
  const Scratch scratch;
  const std::string first = "set default=\"${saved_entry}\"\n" + grub_entry("sysctl.kernel.yama.ptrace_scope=3");
  scratch.write("/boot/grub/grubenv", "saved_entry=gone\n");
  scratch.write("/boot/grub/grub.cfg", first + grub_entry("sysctl.kernel.yama.ptrace_scope=3"));
  EXPECT_EQ(stages(scratch),
            "boot_loader before /boot/grub/grub.cfg:3 sysctl.kernel.yama.ptrace_scope=3 -> 3: the next boot's kernel "
            "command line\n");
  scratch.write("/boot/grub/grub.cfg", first + grub_entry("quiet"));
  EXPECT_EQ(stages(scratch),
            "boot_loader before /boot/grub/grub.cfg:3 sysctl.kernel.yama.ptrace_scope=3 may -> 3: the next boot's "
            "kernel command line\n");
}

TEST(BootLoader, TwoOfThemOnOneDisk) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg", grub_entry("sysctl.kernel.yama.ptrace_scope=2"));
  scratch.write("/efi/loader/entries/m.conf", "options root=/dev/a sysctl.kernel.yama.ptrace_scope=1\n");
  const std::string grub =
      " /boot/grub/grub.cfg:2 sysctl.kernel.yama.ptrace_scope=2 -> 2: the next boot's kernel command line\n";
  EXPECT_EQ(stages(scratch, "BOOT_IMAGE=/boot/vmlinuz-6.1 root=/dev/a"), "boot_loader before" + grub);
  EXPECT_EQ(stages(scratch, "root=/dev/a quiet"),
            "boot_loader before /efi/loader/entries/m.conf:1 sysctl.kernel.yama.ptrace_scope=1 -> 1: the next boot's "
            "kernel command line\n");
  EXPECT_EQ(stages(scratch),
            "boot_loader before /boot/grub/grub.cfg:2 sysctl.kernel.yama.ptrace_scope=2 may -> 2: the next boot's "
            "kernel command line\n"
            "boot_loader before /efi/loader/entries/m.conf:1 sysctl.kernel.yama.ptrace_scope=1 may -> 1: the next "
            "boot's kernel command line\n");
}

TEST(BootLoader, KernelStartedByOthers) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg", grub_entry("quiet"));
  scratch.write("/boot/loader/entries/m.conf", "options root=/dev/a\n");
  EXPECT_TRUE(decides(scratch, "BOOT_IMAGE=/vmlinuz root=/dev/b"));
  EXPECT_TRUE(decides(scratch, "root=/dev/a"));
  EXPECT_FALSE(decides(scratch, "console=ttyS0 root=/dev/vda")) << "a virtual machine's host gave the kernel";
}

TEST(BootLoader, UpdateGrubWasNotRun) {
  const Scratch scratch;
  scratch.write("/etc/default/grub",
                "GRUB_CMDLINE_LINUX=\"\"\nGRUB_CMDLINE_LINUX=\"sysctl.kernel.yama.ptrace_scope=3\"\n");
  scratch.write("/boot/grub/grub.cfg", grub_entry("quiet"));
  EXPECT_EQ(stages(scratch),
            "boot_loader before /etc/default/grub:2 sysctl.kernel.yama.ptrace_scope=3 inactive may -> 3: the boot "
            "loader's defaults (update-grub has not run since)\n");
  scratch.write("/boot/grub/grub.cfg", grub_entry("sysctl.kernel.yama.ptrace_scope=3"));
  EXPECT_EQ(stages(scratch),
            "boot_loader before /boot/grub/grub.cfg:2 sysctl.kernel.yama.ptrace_scope=3 -> 3: the next boot's kernel "
            "command line\n");
  scratch.write("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"'sysctl.kernel.yama.ptrace_scope=3'\"\n");
  EXPECT_EQ(stages(scratch),
            "boot_loader before /boot/grub/grub.cfg:2 sysctl.kernel.yama.ptrace_scope=3 -> 3: the next boot's kernel "
            "command line\n")
      << "GRUB takes the quotes off";
  scratch.write("/etc/default/grub", "\nGRUB_CMDLINE_LINUX=\"\"\n");
  EXPECT_EQ(stages(scratch),
            "boot_loader before /boot/grub/grub.cfg:2 sysctl.kernel.yama.ptrace_scope=3 -> 3: the next boot's kernel "
            "command line\n"
            "boot_loader before /etc/default/grub:2 inactive may: the boot loader's defaults, which set nothing any "
            "more (update-grub has not run since)\n");
}

TEST(BootLoader, EntriesThatGrubReadsAreMadeWithItsConfiguration) {
  const Scratch scratch;
  scratch.write("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"lsm=apparmor\"\n");
  scratch.write("/boot/grub2/grub.cfg", "blscfg\n");
  scratch.write("/boot/loader/entries/m.conf", "options root=/dev/a\n");
  EXPECT_EQ(stages(scratch),
            "boot_loader instead /etc/default/grub:1 lsm=apparmor inactive may: the boot loader's defaults "
            "(grub2-mkconfig -o /boot/grub2/grub.cfg has not run since) leaves Yama out: lsm=apparmor\n");
}

TEST(BootLoader, DefaultsOfKernelInstall) {
  const Scratch scratch;
  scratch.write("/etc/kernel/cmdline", "root=/dev/a sysctl.kernel.yama.ptrace_scope=2\n");
  EXPECT_EQ(stages(scratch),
            "boot_loader before /etc/kernel/cmdline:1 sysctl.kernel.yama.ptrace_scope=2 may -> 2: kernel-install's "
            "defaults\n");
  scratch.write("/boot/loader/entries/m.conf", "options root=/dev/a\n");
  EXPECT_EQ(stages(scratch),
            "boot_loader before /etc/kernel/cmdline:1 sysctl.kernel.yama.ptrace_scope=2 inactive may -> 2: the boot "
            "loader's defaults (kernel-install has not run since)\n");
}

TEST(BootLoader, OldKernelIgnoresTheArgument) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg",
                "menuentry 'x' {\n linux /vmlinuz-4.18.0-553 root=/dev/a sysctl.kernel.yama.ptrace_scope=3\n}\n");
  EXPECT_EQ(stages(scratch), "");
}

}  // namespace
}  // namespace yama::boot
