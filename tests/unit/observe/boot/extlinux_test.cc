// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/extlinux.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::boot {
namespace {

using test::Scratch;

TEST(Extlinux, DefaultLabel) {
  const Scratch scratch;
  EXPECT_FALSE(read_extlinux(scratch.root()).has_value());
  scratch.write("/boot/extlinux/extlinux.conf",
                "## made by u-boot-update\ndefault l1\ntimeout 50\n\nlabel l0\n\tlinux /boot/vmlinuz-6.2\n"
                "\tappend root=/dev/a\n\nlabel l1\n\tlinux /boot/vmlinuz-6.1\n\tinitrd /boot/initrd.img-6.1\n"
                "\tappend root=/dev/b quiet\n");
  const BootMenu menu = read_extlinux(scratch.root()).value();
  ASSERT_EQ(menu.chosen, 1U);
  EXPECT_EQ(menu.entries[1].arguments, "root=/dev/b quiet");
  EXPECT_EQ(menu.entries[1].line, 12U);
  EXPECT_EQ(menu.entries[1].kernel, "/boot/vmlinuz-6.1");
  EXPECT_EQ(menu.entries[1].initrds, std::vector<std::string>{"/boot/initrd.img-6.1"});
}

TEST(Extlinux, WithoutADefault) {
  const Scratch scratch;
  scratch.write("/boot/extlinux/extlinux.conf", "append x\nlabel a\nappend root=/dev/a\n");
  const BootMenu menu = read_extlinux(scratch.root()).value();
  EXPECT_EQ(menu.chosen, 0U);
  EXPECT_EQ(menu.entries.at(0).arguments, "root=/dev/a");
}

TEST(Firmware, OneLine) {
  const Scratch scratch;
  EXPECT_FALSE(read_firmware(scratch.root()).has_value());
  scratch.write("/boot/firmware/cmdline.txt", "console=tty1 root=PARTUUID=1-02 rootwait\n\nignored\n");
  const BootMenu menu = read_firmware(scratch.root()).value();
  EXPECT_EQ(menu.entries.at(0).arguments, "console=tty1 root=PARTUUID=1-02 rootwait");
  EXPECT_EQ(menu.entries.at(0).file, "/boot/firmware/cmdline.txt");
  EXPECT_EQ(menu.chosen, 0U);
}

}  // namespace
}  // namespace yama::boot
