// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/stages.h"

#include <gtest/gtest.h>

#include "support/archive.h"
#include "support/scratch.h"
#include "support/stages.h"

namespace yama {
namespace {

using test::Scratch;

Observation running(std::string command_line) {
  Observation seen;
  seen.facts.command_line = std::move(command_line);
  seen.loaders[sysctl::Loader::kSystemd].version = "252.39";
  return seen;
}

std::string stages(const Scratch& scratch, Observation seen) {
  observe_stages(scratch.root(), seen);
  return test::shown(seen.stages);
}

TEST(Stages, OrdinaryHostHasNone) {
  const Scratch scratch;
  EXPECT_EQ(stages(scratch, running("BOOT_IMAGE=/vmlinuz root=/dev/a quiet")), "");
}

TEST(Stages, RunningArgumentsCountWithoutABootLoader) {
  const Scratch scratch;
  EXPECT_EQ(stages(scratch, running("console=ttyS0 sysctl.kernel.yama.ptrace_scope=2")),
            "kernel_command_line before sysctl.kernel.yama.ptrace_scope=2 -> 2: the kernel command line\n");
}

TEST(Stages, BootLoaderOutweighsTheRunningArguments) {
  const Scratch scratch;
  scratch.write("/boot/grub/grub.cfg", "menuentry 'x' {\nlinux /vmlinuz-6.1 sysctl.kernel.yama.ptrace_scope=1\n}\n");
  EXPECT_EQ(stages(scratch, running("BOOT_IMAGE=/vmlinuz-6.1 lsm=apparmor")),
            "kernel_command_line instead lsm=apparmor inactive: the kernel command line leaves Yama out: lsm=apparmor\n"
            "boot_loader before /boot/grub/grub.cfg:2 sysctl.kernel.yama.ptrace_scope=1 -> 1: the next boot's kernel "
            "command line\n");
}

TEST(Stages, TheNextBootsCommandLineIsTheBootLoaders) {
  const Scratch scratch;
  Observation seen = running("BOOT_IMAGE=/vmlinuz-6.1 root=/dev/a maintenance");
  observe_stages(scratch.root(), seen);
  EXPECT_TRUE(seen.next_command_lines.empty()) << "typed by hand, as far as anybody can tell";
  scratch.write("/boot/grub/grub.cfg", "menuentry 'x' {\nlinux /vmlinuz-6.1 root=/dev/a quiet\n}\n");
  observe_stages(scratch.root(), seen);
  ASSERT_EQ(seen.next_command_lines.size(), 1U);
  EXPECT_EQ(seen.next_command_lines[0].file, "/boot/grub/grub.cfg");
  EXPECT_EQ(seen.next_command_lines[0].line, 2U);
  EXPECT_EQ(seen.next_command_lines[0].arguments, "root=/dev/a quiet");
}

TEST(Stages, AnImageHasNoRunningKernel) {
  const Scratch scratch;
  Observation image = running("sysctl.kernel.yama.ptrace_scope=2");
  image.image = true;
  image.facts = {};
  scratch.write("/boot/loader/entries/m.conf", "options sysctl.kernel.yama.ptrace_scope=3\n");
  EXPECT_EQ(stages(scratch, image),
            "boot_loader before /boot/loader/entries/m.conf:1 sysctl.kernel.yama.ptrace_scope=3 -> 3: the next boot's "
            "kernel command line\n");
}

TEST(Stages, InitrdsOfSeveralPossibleEntriesAreUncertain) {
  const Scratch scratch;
  const std::string image = test::Archive()
                                .file("usr/lib/systemd/systemd-sysctl", "")
                                .file("etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope=3\n")
                                .bytes();
  scratch.write("/boot/a.img", image);
  scratch.write("/boot/loader/entries/a.conf", "initrd /a.img\noptions quiet\n");
  const std::string copy = "initrd before /boot/a.img kernel.yama.ptrace_scope=3";
  EXPECT_EQ(stages(scratch, running("quiet")), copy + " -> 3: the copy of /etc/sysctl.d/a.conf in the initrd\n");
  scratch.write("/boot/loader/entries/b.conf", "options quiet\n");
  EXPECT_EQ(stages(scratch, running("quiet")), copy + " may -> 3: the copy of /etc/sysctl.d/a.conf in the initrd\n");
}

TEST(Stages, OfAContainer) {
  const Scratch scratch;
  scratch.link("/etc/systemd/system/systemd-sysctl.service", "/dev/null");
  Observation seen = running("/sbin/init");
  seen.facts.container = "podman";
  EXPECT_EQ(stages(scratch, seen),
            "container instead may: this is a container (podman) on its host's kernel: nothing that loads settings "
            "here changes the value\n");
  seen.runtime.writable = true;
  EXPECT_EQ(stages(scratch, seen),
            "container instead may: this is a container (podman) on its host's kernel: what loads settings here "
            "changes the host's value\n");
}

}  // namespace
}  // namespace yama
