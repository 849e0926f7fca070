// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/paths.h"

#include <gtest/gtest.h>

namespace yama::sysctl {
namespace {

TEST(Paths, WhoseAFileIs) {
  for (const char* const path : {"/usr/lib/sysctl.d/50-a.conf", "/lib/sysctl.d/50-a.conf", "/usr/share/ufw/sysctl.conf",
                                 "/nix/store/abc-etc/sysctl.d/60-nixos.conf", "/gnu/store/abc/sysctl.conf",
                                 "/boot/sysctl.conf-6.4.0-1-default"}) {
    EXPECT_TRUE(belongs_to_package(path)) << path;
  }
  for (const char* const path : {"/etc/sysctl.d/50-a.conf", "/run/sysctl.d/50-a.conf", "/usr/local/lib/sysctl.d/a.conf",
                                 "/opt/a.conf", "/library/a.conf", ""}) {
    EXPECT_FALSE(belongs_to_package(path)) << path;
  }
}

TEST(Paths, WhatARebootTakesAway) {
  EXPECT_TRUE(is_gone_at_boot("/run/sysctl.d/50-a.conf"));
  EXPECT_FALSE(is_gone_at_boot("/etc/run/a.conf"));
  EXPECT_FALSE(is_gone_at_boot("/runner/a.conf"));
}

TEST(Paths, TheNameAtTheEnd) {
  EXPECT_EQ(name_of("/etc/sysctl.d/50-a.conf"), "50-a.conf");
  EXPECT_EQ(name_of("50-a.conf"), "50-a.conf");
  EXPECT_EQ(name_of(""), "");
}

}  // namespace
}  // namespace yama::sysctl
