// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_judges.h"

#include <gtest/gtest.h>

namespace yama::cli {
namespace {

using judge::Answer;

TEST(ShowJudges, ARowForEachCheckThatIsForThisSystem) {
  Audit audit;
  audit.judges = {
      {.judgement = {.name = "DISA", .applies = false, .answer = Answer::kPass}, .agrees = true},
      {.judgement = {.name = "CIS", .answer = Answer::kPass}, .agrees = true},
      {.judgement = {.name = "Lynis", .answer = Answer::kPass}, .agrees = false, .misses = "it does not see it"},
      {.judgement = {.name = "OpenSCAP", .answer = Answer::kFinding, .why = "a line is wrong"},
       .agrees = false,
       .to_do = "comment it out"},
      {.judgement = {.name = "Other", .answer = Answer::kFinding, .why = "it is 0"}, .agrees = true, .to_do = "reboot"},
      {.judgement = {.name = "None", .answer = Answer::kNotApplicable, .why = "it has no rule"}},
      {.judgement = {.name = "Broken", .answer = Answer::kError, .why = "not a number"}, .to_do = "write one"},
  };
  EXPECT_EQ(show_judges(audit, View{}),
            "  published checks:\n"
            "    CIS       pass     \n"
            "    Lynis     pass     it does not see it\n"
            "    OpenSCAP  finding  a line is wrong: comment it out\n"
            "    Other     finding  it is 0\n"
            "    Broken    error    not a number: write one\n");
  audit.judges.resize(1);
  EXPECT_EQ(show_judges(audit, View{}), "  published checks: none is about this\n");
}

}  // namespace
}  // namespace yama::cli
