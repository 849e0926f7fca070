// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/probed.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

Probed probed(std::optional<Scope> behaviour, std::optional<Scope> value, bool two_or_three = false) {
  return {.answers = {},
          .verdict = {.scope = behaviour, .two_or_three = two_or_three, .text = "behaves as scope 1"},
          .value = value};
}

TEST(Agrees, BehaviourIsComparedWithTheValue) {
  EXPECT_EQ(agrees(probed(Scope{1}, Scope{1})), true);
  EXPECT_EQ(agrees(probed(Scope{1}, Scope{3})), false);
  EXPECT_EQ(agrees(probed(Scope{3}, Scope{1})), false);
}

TEST(Agrees, NothingToCompare) {
  EXPECT_EQ(agrees(probed(Scope{0}, std::nullopt)), std::nullopt) << "no Yama";
  EXPECT_EQ(agrees(probed(std::nullopt, Scope{1})), std::nullopt) << "inconclusive";
}

TEST(Agrees, WithoutPrivilegeTwoAndThreeLookAlike) {
  EXPECT_EQ(agrees(probed(std::nullopt, Scope{2}, true)), true);
  EXPECT_EQ(agrees(probed(std::nullopt, Scope{3}, true)), true);
  EXPECT_EQ(agrees(probed(std::nullopt, Scope{1}, true)), false);
}

TEST(Contradiction, IsOneSentence) {
  EXPECT_EQ(contradiction_of(probed(Scope{1}, Scope{3})),
            "the running kernel says 3 and behaves as scope 1; find out which other security module or filter takes "
            "part");
}

}  // namespace
}  // namespace yama
