// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/kernel_arguments.h"

#include <gtest/gtest.h>

#include "support/stages.h"

namespace yama::boot {
namespace {

using test::shown;

std::string running(std::string_view line, std::string_view release = "6.1.0-18-amd64") {
  return shown(stages_of_running_kernel(line, release));
}

TEST(KernelArguments, ThatSayNothing) {
  EXPECT_EQ(running(""), "");
  EXPECT_EQ(running("BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet"), "");
  EXPECT_EQ(running("kernel.yama.ptrace_scope=3 sysctl.kernel.yama.ptrace_scope=9"), "");
  EXPECT_EQ(running("lsm=landlock,yama,apparmor security=apparmor"), "");
}

TEST(KernelArguments, ThatSetTheValue) {
  EXPECT_EQ(running("quiet sysctl/kernel/yama/ptrace_scope=2 ro"),
            "kernel_command_line before sysctl/kernel/yama/ptrace_scope=2 -> 2: the kernel command line\n");
  EXPECT_EQ(running("sysctl.kernel.yama.ptrace_scope=3 sysctl.kernel.yama.ptrace_scope=0"),
            "kernel_command_line before sysctl.kernel.yama.ptrace_scope=3 -> 3: the kernel command line\n");
}

TEST(KernelArguments, ThatLeaveYamaOut) {
  EXPECT_EQ(running("lsm=apparmor sysctl.kernel.yama.ptrace_scope=1"),
            "kernel_command_line instead lsm=apparmor: the kernel command line leaves Yama out: lsm=apparmor\n");
}

TEST(KernelArguments, ThatConcernSystemd) {
  EXPECT_EQ(running("systemd.mask=systemd-sysctl.service"),
            "loader_service instead systemd.mask=systemd-sysctl.service: the kernel command line masks "
            "systemd-sysctl.service: systemd.mask=systemd-sysctl.service\n");
  EXPECT_EQ(running("systemd.set_credential=sysctl.extra:kernel.yama.ptrace_scope=0"),
            "credential after systemd.set_credential=sysctl.extra:kernel.yama.ptrace_scope=0 may: the credential "
            "sysctl.extra on the kernel command line\n");
  EXPECT_EQ(running("systemd.mask=sysctl.service systemd.set_credential=sysctl.other:x"), "");
}

TEST(KernelArguments, QuotedForSystemd) {
  for (const std::string_view mask : {"systemd.mask=\"systemd-sysctl.service\"", "\"systemd.mask=systemd-sysctl\"",
                                      "'systemd.mask=systemd-sysctl'", "systemd.mask='systemd-sysctl.service"}) {
    EXPECT_EQ(running("quiet " + std::string(mask)),
              "loader_service instead " + std::string(mask) +
                  ": the kernel command line masks systemd-sysctl.service: " + std::string(mask) + "\n");
  }
  const std::string credential = "\"systemd.set-credential=sysctl.extra:kernel.yama.ptrace_scope = 0\"";
  EXPECT_EQ(running(credential),
            "credential after " + credential + " may: the credential sysctl.extra on the kernel command line\n");
  EXPECT_EQ(running("note=\"not systemd.mask=systemd-sysctl.service here\" systemd-mask=systemd-sysctl"), "");
  EXPECT_NE(running("-- systemd.mask=systemd-sysctl.service"), "") << "systemd reads what the kernel gives to init";
}

TEST(KernelArguments, LinuxBefore58KnowsNone) {
  EXPECT_EQ(running("sysctl.kernel.yama.ptrace_scope=3", "5.7.19"), "");
  EXPECT_NE(running("sysctl.kernel.yama.ptrace_scope=3", "5.8.0"), "");
  EXPECT_NE(running("sysctl.kernel.yama.ptrace_scope=3", ""), "");
  EXPECT_FALSE(knows_sysctl_arguments("/boot/vmlinuz-4.18.0-553.el8.x86_64"));
  EXPECT_TRUE(knows_sysctl_arguments("/boot/vmlinuz-5.10.0-28-amd64"));
  EXPECT_TRUE(knows_sysctl_arguments("/vmlinuz"));
  EXPECT_TRUE(knows_sysctl_arguments("/4f2c0123/linux"));
}

TEST(ArgumentValue, LastOneCounts) {
  EXPECT_EQ(argument_value("root=/dev/a rootwait root=/dev/b", "root"), "/dev/b");
  EXPECT_EQ(argument_value("rootwait", "root"), std::nullopt);
  EXPECT_EQ(argument_value("root=\"/dev/a\" note=\"was root=/dev/b\"", "root"), "/dev/a");
}

}  // namespace
}  // namespace yama::boot
