// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/defaults.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::boot {
namespace {

using test::Scratch;

TEST(GrubDefaults, FilesAddUpInOrder) {
  const Scratch scratch;
  EXPECT_TRUE(read_grub_defaults(scratch.root()).sources.empty());
  scratch.write("/etc/default/grub",
                "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"a=1\"\n");
  scratch.write("/etc/default/grub.d/50-cloud.cfg",
                "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT console=ttyS0\"\n");
  scratch.write("/etc/default/grub.d/60-x.cfg.bak", "GRUB_CMDLINE_LINUX=b=2\n");
  const BootDefaults defaults = read_grub_defaults(scratch.root());
  EXPECT_EQ(defaults.arguments(), "a=1 quiet console=ttyS0");
  ASSERT_NE(defaults.source_of("quiet"), nullptr);
  EXPECT_EQ(defaults.source_of("quiet")->file, "/etc/default/grub.d/50-cloud.cfg");
  EXPECT_EQ(defaults.source_of("quiet")->line, 1U);
  EXPECT_EQ(defaults.source_of("a=1")->file, "/etc/default/grub");
  EXPECT_EQ(defaults.source_of("a=1")->line, 3U);
  EXPECT_EQ(defaults.source_of("b=2"), nullptr);
}

TEST(KernelInstallDefaults, EtcBeforeUsr) {
  const Scratch scratch;
  scratch.write("/usr/lib/kernel/cmdline", "vendor\n");
  EXPECT_EQ(read_kernel_install_defaults(scratch.root()).arguments(), "vendor");
  scratch.write("/etc/kernel/cmdline", "# mine\nroot=/dev/a\nquiet\n");
  const BootDefaults defaults = read_kernel_install_defaults(scratch.root());
  EXPECT_EQ(defaults.arguments(), "root=/dev/a quiet");
  EXPECT_EQ(defaults.source_of("quiet")->line, 3U);
}

}  // namespace
}  // namespace yama::boot
