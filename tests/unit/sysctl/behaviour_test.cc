// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/behaviour.h"

#include <gtest/gtest.h>

namespace yama::sysctl {
namespace {

std::string rows(Loader loader, std::string_view version) {
  std::string text;
  for (const Behaviour& row : behaviours_of(loader, version)) {
    text.append(text.empty() ? "" : " ").append(row.since);
  }
  return text;
}

TEST(Behaviours, AReleaseHasTheNewestRowThatItReached) {
  EXPECT_EQ(rows(Loader::kSystemd, "252.39"), "252");
  EXPECT_EQ(rows(Loader::kSystemd, "254.1-3"), "252");
  EXPECT_EQ(rows(Loader::kSystemd, "300"), "258");
  EXPECT_EQ(rows(Loader::kSystemd, "44"), "219");
  EXPECT_EQ(rows(Loader::kSystemd, "243.5"), "243");
  EXPECT_EQ(rows(Loader::kSystemd, "243.9"), "243.6");
  EXPECT_EQ(rows(Loader::kSystemd, "244.1"), "244");
  EXPECT_EQ(rows(Loader::kSystemd, "244.5"), "244.2");
  EXPECT_EQ(rows(Loader::kProcps, "2:4.0.2-3"), "4.0.0");
  EXPECT_EQ(rows(Loader::kProcps, "3.3.17"), "3.3.17");
}

TEST(Behaviours, AVendorsBuildHasTheVendorsRow) {
  EXPECT_EQ(rows(Loader::kSystemd, "239-45.el8_4.3"), "239-13.el8");
  EXPECT_EQ(rows(Loader::kSystemd, "239-82.el8_10.3"), "239-57.el8");
  EXPECT_EQ(rows(Loader::kSystemd, "239 el8.5"), "239-13.el8");
  EXPECT_EQ(rows(Loader::kSystemd, "239 el8.10"), "239-57.el8");
  EXPECT_EQ(rows(Loader::kSystemd, "239 el8"), "239-13.el8 239-57.el8") << "CentOS Stream 8 tells no more";
  EXPECT_EQ(rows(Loader::kSystemd, "219-78.el7_9.9"), "219-19.el7");
  EXPECT_EQ(rows(Loader::kSystemd, "219 amzn2"), "219-57.amzn2");
  EXPECT_EQ(rows(Loader::kSystemd, "234 sle15.1"), "234-24.sle15");
  EXPECT_EQ(rows(Loader::kSystemd, "249 sle15.4"), "245") << "SUSE changes nothing about newer releases";
  EXPECT_EQ(rows(Loader::kSystemd, "252-51.el9"), "252");
  EXPECT_EQ(rows(Loader::kProcps, "3.3.15-14.el8"), "3.3.15-8.el8");
  EXPECT_EQ(rows(Loader::kProcps, "3.3.15-9.el8"), "3.3.15-1.el8 3.3.15-8.el8") << "between what was seen";
  EXPECT_EQ(rows(Loader::kProcps, "3.3.17-14.el9"), "3.3.17-6.el9");
  EXPECT_EQ(rows(Loader::kProcps, "3.3.17 el9.0"), "3.3.17-1.el9");
  EXPECT_EQ(rows(Loader::kProcps, "3.3.17-6.fc36"), "3.3.17-5.fc36");
  EXPECT_EQ(rows(Loader::kProcps, "2:3.3.17-5"), "3.3.17") << "Debian's";
}

TEST(Behaviours, ABuildOfAnUnknownVendorMayBeAnyOfItsRelease) {
  EXPECT_EQ(rows(Loader::kSystemd, "239 any"), "239 239-13.el8 239-57.el8");
  EXPECT_EQ(rows(Loader::kSystemd, "252 any"), "252");
  EXPECT_EQ(rows(Loader::kProcps, "4.0.4 any"), "4.0.0");
  EXPECT_EQ(rows(Loader::kSystemd, " el8"), "239-13.el8 239-57.el8") << "its release cannot be read";
}

TEST(Behaviours, AnUnreadReleaseMayBeAnyFromDebian11On) {
  for (const std::string_view version : {"", "unknown"}) {
    EXPECT_EQ(rows(Loader::kSystemd, version), "245 250 252 255 258");
    EXPECT_EQ(rows(Loader::kProcps, version), "3.3.17 4.0.0 4.0.5");
  }
}

}  // namespace
}  // namespace yama::sysctl
