// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/running_value.h"

#include <gtest/gtest.h>

namespace yama::judge {
namespace {

Observation host(std::optional<Scope> value) {
  Observation seen;
  seen.runtime = {.yama = value.has_value(), .value = value, .writable = true, .why_not = {}};
  seen.system = {.id = "rhel", .version = "8.10"};
  return seen;
}

TEST(RunningValue, DisaWantsOne) {
  EXPECT_EQ(judge_by_disa_rhel8(host(Scope{1})).answer, Answer::kPass);
  for (const auto value : {std::optional{Scope{0}}, std::optional{Scope{2}}, std::optional<Scope>{}}) {
    EXPECT_EQ(judge_by_disa_rhel8(host(value)).answer, Answer::kFinding);
  }
  EXPECT_EQ(judge_by_disa_rhel8(host({})).why, "the running kernel shows no value, and the check wants 1");
  EXPECT_TRUE(judge_by_disa_rhel8(host(Scope{1})).applies);
}

TEST(RunningValue, LynisTakesOneToThree) {
  EXPECT_EQ(judge_by_lynis(host(Scope{0})).answer, Answer::kFinding);
  for (const Scope value : {Scope{1}, Scope{2}, Scope{3}}) {
    EXPECT_EQ(judge_by_lynis(host(value)).answer, Answer::kPass);
  }
  EXPECT_EQ(judge_by_lynis(host({})).answer, Answer::kNotApplicable);
}

TEST(RunningValue, AnImageHasNone) {
  Observation seen = host(Scope{1});
  seen.image = true;
  EXPECT_EQ(judge_by_lynis(seen).answer, Answer::kNotApplicable);
  EXPECT_EQ(judge_by_disa_rhel8(seen).answer, Answer::kNotApplicable);
}

}  // namespace
}  // namespace yama::judge
