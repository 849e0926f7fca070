// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/behaviour.h"

#include <gtest/gtest.h>

namespace yama::sysctl {
namespace {

std::string rows(Loader loader, std::string_view version) {
  std::string text;
  for (const Behaviour* row : behaviours_of(loader, version)) {
    text.append(text.empty() ? "" : " ").append(row->since);
  }
  return text;
}

TEST(Behaviours, AReleaseHasTheNewestRowThatItReached) {
  EXPECT_EQ(rows(Loader::kSystemd, "252.39"), "252");
  EXPECT_EQ(rows(Loader::kSystemd, "254.1-3"), "252");
  EXPECT_EQ(rows(Loader::kSystemd, "300"), "258");
  EXPECT_EQ(rows(Loader::kSystemd, "44"), "236");
  EXPECT_EQ(rows(Loader::kProcps, "2:4.0.2-3"), "4.0.0");
  EXPECT_EQ(rows(Loader::kProcps, "3.3.17"), "3.3.17");
}

TEST(Behaviours, AnUnreadReleaseMayBeAnyFromDebian11On) {
  for (const std::string_view version : {"", "unknown"}) {
    EXPECT_EQ(rows(Loader::kSystemd, version), "245 250 252 255 258");
    EXPECT_EQ(rows(Loader::kProcps, version), "3.3.17 4.0.0 4.0.5");
  }
}

}  // namespace
}  // namespace yama::sysctl
