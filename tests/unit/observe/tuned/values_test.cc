// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/values.h"

#include <gtest/gtest.h>

namespace yama::tuned {
namespace {

using Scopes = std::vector<Scope>;

TEST(TunedValues, AWriteIsCertainAndLeaves3) {
  Values values;
  EXPECT_TRUE(values.write("1", true));
  EXPECT_TRUE(values.certain());
  EXPECT_EQ(values.target(), Scope::kRestricted);
  EXPECT_EQ(values.left(), (Scopes{Scope::kRestricted, Scope::kNoAttach}));
}

TEST(TunedValues, WhatTheKernelRefusesChangesNothing) {
  Values values;
  EXPECT_FALSE(values.write("'1'", true));
  EXPECT_FALSE(values.set(">x", true)) << "no number, so it is written as it is";
  EXPECT_FALSE(values.set("<", true));
  EXPECT_EQ(values.left().size(), 4U);
  EXPECT_TRUE(values.write("3", true));
  EXPECT_FALSE(values.write("1", true)) << "locked";
}

TEST(TunedValues, ModifiersAreBounds) {
  Values values;
  EXPECT_TRUE(values.set("< 1", true));
  EXPECT_TRUE(values.certain());
  EXPECT_EQ(values.target(), Scope::kRestricted);
  EXPECT_EQ(values.left(), (Scopes{Scope::kClassic, Scope::kRestricted, Scope::kNoAttach}));
}

TEST(TunedValues, EitherWayIsNotCertain) {
  Values values;
  Values other;
  other.write("1", true);
  values.join(other);
  EXPECT_FALSE(values.certain());
  EXPECT_EQ(values.target(), Scope::kRestricted);
  values.may_set_anything();
  EXPECT_EQ(values.target(), std::nullopt);
  EXPECT_EQ(values.left(), (Scopes{Scope::kNoAttach}));
}

}  // namespace
}  // namespace yama::tuned
