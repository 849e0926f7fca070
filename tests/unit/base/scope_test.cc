// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/scope.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

TEST(Scope, NamesAndNumbers) {
  for (const char* const one : {"1", "restricted"}) {
    EXPECT_EQ(scope_from_text(one), Scope::kRestricted) << one;
  }
  EXPECT_EQ(scope_from_text("0"), Scope::kClassic);
  EXPECT_EQ(scope_from_text("classic"), Scope::kClassic);
  EXPECT_EQ(scope_from_text("2"), Scope::kAdminOnly);
  EXPECT_EQ(scope_from_text("admin-only"), Scope::kAdminOnly);
  EXPECT_EQ(scope_from_text("3"), Scope::kNoAttach);
  EXPECT_EQ(scope_from_text("no-attach"), Scope::kNoAttach);
  for (const Scope scope : kAllScopes) {
    EXPECT_EQ(scope_from_text(name_of(scope)), scope);
  }
  EXPECT_EQ(scope_from_text("Admin_Only"), Scope::kAdminOnly);
  EXPECT_EQ(scope_from_text("NO ATTACH"), Scope::kNoAttach);
  for (const char* const text : {"", "01", "1.0", "4", "-1", "1 ", "restrict", "none"}) {
    EXPECT_EQ(scope_from_text(text), std::nullopt) << text;
  }
}

TEST(Scope, OneDigitOrNothing) {
  EXPECT_EQ(scope_from_digit("2"), Scope::kAdminOnly);
  for (const char* const text : {"", "4", "-1", "1\n", "01", "restricted"}) {
    EXPECT_EQ(scope_from_digit(text), std::nullopt) << text;
  }
  EXPECT_EQ(scope_of(-1), std::nullopt);
  EXPECT_EQ(scope_of(4), std::nullopt);
  EXPECT_EQ(to_string(Scope::kNoAttach), "3");
}

}  // namespace
}  // namespace yama
