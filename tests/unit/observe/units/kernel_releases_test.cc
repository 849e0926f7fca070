// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/kernel_releases.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::units {
namespace {

using Texts = std::vector<std::string>;

TEST(KernelReleases, OfTheNextBootElseAll) {
  const test::Scratch scratch;
  EXPECT_EQ(kernel_releases(scratch.root(), {}), Texts{"kernel-without-files"});
  scratch.write("/boot/vmlinuz-6.4.0-1-default", "");
  scratch.write("/boot/sysctl.conf-6.4.0-2-default", "");
  scratch.write("/boot/initrd-9", "");
  scratch.directory("/usr/lib/modules/6.4.0-3-default");
  EXPECT_EQ(kernel_releases(scratch.root(), {}), (Texts{"6.4.0-1-default", "6.4.0-2-default", "6.4.0-3-default"}));
  EXPECT_EQ(kernel_releases(scratch.root(), {{"6.4.0-1-default", ""}}), Texts{"6.4.0-1-default"});
  EXPECT_EQ(kernel_releases(scratch.root(), {{"x", "6.4.0-2-default"}, {"6.4.0-3-default"}}),
            (Texts{"6.4.0-2-default", "6.4.0-3-default"}));
  EXPECT_EQ(kernel_releases(scratch.root(), {{"6.4.0-1-default"}, {"linux"}}).size(), 3U) << "one is not known";
}

TEST(KernelReleases, SettingsOfAKernel) {
  EXPECT_TRUE(is_kernel_settings("/boot/sysctl.conf-6.4.0-1-default"));
  EXPECT_TRUE(is_kernel_settings("/usr/lib/modules/6.4.0-1-default/sysctl.conf"));
  EXPECT_TRUE(is_kernel_settings("/lib/modules/6.4.0-1-default/sysctl.conf"));
  EXPECT_FALSE(is_kernel_settings("/boot/sysctl.conf"));
  EXPECT_FALSE(is_kernel_settings("/etc/sysctl.conf"));
  EXPECT_FALSE(is_kernel_settings("/usr/lib/modules/a/b/sysctl.conf"));
}

}  // namespace
}  // namespace yama::units
