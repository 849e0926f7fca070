// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_judges.h"

#include <vector>

#include "cli/fit.h"
#include "cli/table.h"

namespace yama::cli {
namespace {

std::string_view word_for(judge::Answer answer) {
  switch (answer) {
    case judge::Answer::kPass:
      return "pass";
    case judge::Answer::kFinding:
      return "finding";
    case judge::Answer::kNotApplicable:
      return "not applicable";
    case judge::Answer::kError:
      return "error";
  }
  return {};
}

/// What a person should know of it: what it misses, or why it is a finding and what satisfies it.
std::string remark_on(const HeldJudgement& held) {
  if (!held.misses.empty()) {
    return held.misses;
  }
  if (held.judgement.answer == judge::Answer::kPass) {
    return {};
  }
  const bool by_us_too = held.agrees.value_or(false);  // what to do is said below
  return held.judgement.why + (held.to_do.empty() || by_us_too ? "" : ": " + held.to_do);
}

}  // namespace

std::string show_judges(const Audit& audit, const View& view) {
  std::vector<Row> rows;
  rows.reserve(audit.judges.size());
  for (const HeldJudgement& held : audit.judges) {
    if (held.judgement.applies && held.judgement.answer != judge::Answer::kNotApplicable) {
      const bool differs = held.agrees == std::optional{false} || held.judgement.answer == judge::Answer::kError;
      rows.push_back({{one_line(held.judgement.name)},
                      {std::string{word_for(held.judgement.answer)}, differs ? Style::kDoubtful : Style::kPlain},
                      {one_line(remark_on(held))}});
    }
  }
  if (rows.empty()) {
    return view.sentence("  published checks: ", "none is about this");
  }
  return "  published checks:\n" + table(rows, view, {.indent = 4, .below = 1});
}

}  // namespace yama::cli
