// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/ufw.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama {
namespace {

using test::Scratch;

TEST(ReadUfw, NotInstalled) {
  const Scratch scratch;
  const Ufw ufw = read_ufw(scratch.root());
  EXPECT_FALSE(ufw.installed);
  EXPECT_FALSE(ufw.enabled);
  EXPECT_EQ(ufw.file, "");
}

TEST(ReadUfw, AsShippedAndEnabled) {
  const Scratch scratch;
  scratch.write("/lib/ufw/ufw-init", "");
  scratch.write("/etc/default/ufw", "#\nIPT_SYSCTL=/etc/ufw/sysctl.conf\nIPT_MODULES=\"\"\n");
  scratch.write("/etc/ufw/ufw.conf", "# comment\nENABLED=yes\nLOGLEVEL=low\n");
  const Ufw ufw = read_ufw(scratch.root());
  EXPECT_TRUE(ufw.installed);
  EXPECT_TRUE(ufw.enabled);
  EXPECT_EQ(ufw.file, "/etc/ufw/sysctl.conf");
}

TEST(ReadUfw, Disabled) {
  const Scratch scratch;
  scratch.write("/usr/lib/ufw/ufw-init", "");
  scratch.write("/etc/ufw/ufw.conf", "ENABLED=no\n");
  EXPECT_TRUE(read_ufw(scratch.root()).installed);
  EXPECT_FALSE(read_ufw(scratch.root()).enabled);
}

TEST(ReadUfw, OtherFileOrNone) {
  const Scratch scratch;
  scratch.write("/etc/ufw/sysctl.conf", "");
  EXPECT_EQ(read_ufw(scratch.root()).file, "/etc/ufw/sysctl.conf") << "without /etc/default/ufw";
  scratch.write("/etc/default/ufw", "IPT_SYSCTL='/etc/sysctl.conf'\n");
  EXPECT_EQ(read_ufw(scratch.root()).file, "/etc/sysctl.conf");
  scratch.write("/etc/default/ufw", "IPT_SYSCTL=\"\"\n");
  EXPECT_EQ(read_ufw(scratch.root()).file, "");
  scratch.write("/etc/default/ufw", "# no assignment: the variable is unset\n");
  EXPECT_EQ(read_ufw(scratch.root()).file, "");
  scratch.write("/etc/default/ufw", "IPT_SYSCTL=etc/x.conf\n");
  EXPECT_EQ(read_ufw(scratch.root()).file, "/etc/x.conf");
}

}  // namespace
}  // namespace yama
