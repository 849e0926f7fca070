// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_find.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "cli/fit.h"
#include "cli/judgement.h"
#include "cli/show_status.h"
#include "cli/table.h"
#include "status/words.h"

namespace yama::cli {
namespace {

constexpr std::size_t kBelow = 2;  ///< columns before a line of a file, at least

std::string upper(std::string_view word) {
  std::string text{word};
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

Row head_row(const Status& status) {
  Row head = {{"FILE:LINE", Style::kTitle}};
  for (const sysctl::Loader loader : status.asked) {
    head.emplace_back(upper(word_for(loader)), Style::kTitle);
  }
  head.emplace_back("KIND", Style::kTitle);
  head.emplace_back("LINE", Style::kTitle);
  return head;
}

/// What a loader makes of a definition: its winner is right or wrong, the others are neither.
Cell fate_cell(const FoundDefinition& found, sysctl::Loader loader, const Status& status, const Goal& goal) {
  const bool decides = std::ranges::find(status.deciding, loader) != status.deciding.end();
  const bool wins = found.fate[loader] == sysctl::Fate::kWins;
  return {std::string{word_for(found.fate[loader])}, wins ? style_of_value(goal, found.value, decides) : Style::kPlain};
}

std::string show_definitions(const Status& status, const Goal& goal, const View& view) {
  if (status.definitions.empty()) {
    return view.sentence("", "no definition of kernel.yama.ptrace_scope in any loader's files");
  }
  std::vector<Row> rows = {head_row(status)};
  for (const FoundDefinition& found : status.definitions) {
    Row row = {one_line(place_text(found.file, found.line))};
    std::ranges::transform(status.asked, std::back_inserter(row),
                           [&](sysctl::Loader loader) { return fate_cell(found, loader, status, goal); });
    row.emplace_back(std::string{word_for(found.kind)});
    row.emplace_back(view.fitted(one_line(found.text), view.left_behind(kBelow)));
    rows.push_back(std::move(row));
  }
  return table(rows, view, {.indent = 0, .below = 0, .head = true});
}

}  // namespace

std::string show_find(const Report& report, const Request& request, const View& view) {
  const Verdict* const verdict = verdict_of(report);
  return (request.scope ? headline(report, request, view) : std::string{}) +
         show_definitions(*report.before, verdict != nullptr ? judged_by(*verdict) : Goal{}, view) +
         show_hints(*report.before, view);
}

}  // namespace yama::cli
