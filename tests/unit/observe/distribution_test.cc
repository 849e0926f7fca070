// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/distribution.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::distribution {
namespace {

TEST(Distribution, NamesWhoseBuildsItHas) {
  EXPECT_EQ(vendor_in("NAME=\"Red Hat Enterprise Linux\"\nVERSION_ID=\"8.10\"\nID=\"rhel\"\n"), "el8.10");
  EXPECT_EQ(vendor_in("ID=\"centos\"\nID_LIKE=\"rhel fedora\"\nVERSION_ID=\"7\"\n"), "el7");
  EXPECT_EQ(vendor_in("ID=\"centos\"\nVERSION_ID=\"8\"\nPLATFORM_ID=\"platform:el8\"\n"), "el8");
  EXPECT_EQ(vendor_in("ID='ol'\nVERSION_ID='9.4'\n"), "el9.4");
  EXPECT_EQ(vendor_in("ID=mylinux\nVERSION_ID=3\nPLATFORM_ID=\"platform:el9\"\n"), "el9");
  EXPECT_EQ(vendor_in("ID=\"amzn\"\nVERSION_ID=\"2\"\nID_LIKE=\"centos rhel fedora\"\n"), "amzn2");
  EXPECT_EQ(vendor_in("ID=\"amzn\"\nVERSION_ID=\"2023\"\nPLATFORM_ID=\"platform:al2023\"\n"), "amzn2023");
  EXPECT_EQ(vendor_in("ID=fedora\nVERSION_ID=36\nPLATFORM_ID=\"platform:f36\"\n"), "fc36");
  EXPECT_EQ(vendor_in("ID=\"sles\"\nVERSION_ID=\"12.5\"\n"), "sle12.5");
  EXPECT_EQ(vendor_in("ID=\"opensuse-leap\"\nVERSION_ID=\"15.1\"\n"), "sle15.1");
  for (const char* id : {"debian", "ubuntu", "arch", "opensuse-tumbleweed", "alpine"}) {
    EXPECT_EQ(vendor_in(std::string("ID=") + id + "\nVERSION_ID=\"13\"\n"), "") << id;
  }
  EXPECT_EQ(vendor_in(""), "");
}

TEST(Distribution, WithoutItsFileNobodyKnows) {
  const test::Scratch scratch;
  EXPECT_EQ(vendor_of(scratch.root()), "any");
  scratch.write("/usr/lib/os-release", "ID=rocky\nVERSION_ID=8.9\n");
  EXPECT_EQ(vendor_of(scratch.root()), "el8.9");
  scratch.link("/etc/os-release", "../usr/lib/os-release");
  EXPECT_EQ(vendor_of(scratch.root()), "el8.9");
}

}  // namespace
}  // namespace yama::distribution
