// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/table.h"

#include <algorithm>
#include <numeric>

#include "cli/fit.h"

namespace yama::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;  // of a column that is made narrower

using Widths = std::vector<std::size_t>;

Widths widths_of(const std::vector<Row>& rows) {
  Widths widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i].text));
    }
  }
  return widths;
}

/// Where a column begins.
std::size_t beginning_of(std::size_t column, const Widths& widths, std::size_t indent) {
  return std::accumulate(widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(column), indent + kGap * column);
}

/// Makes the widest of the first columns narrower, again and again, until they end within the terminal.
void narrow(Widths& widths, std::size_t count, const View& view, std::size_t indent) {
  const auto end = widths.begin() + static_cast<std::ptrdiff_t>(count);
  while (count > 0 && beginning_of(count, widths, indent) - kGap > view.left_behind(0)) {
    const auto widest = std::max_element(widths.begin(), end);
    if (*widest <= kNarrowest) {
      return;
    }
    --*widest;
  }
}

/// The row without its last column when that goes below.
std::string line_of(const Row& row, const Widths& widths, std::size_t count, const View& view, std::size_t indent) {
  std::string line;
  std::size_t blanks = indent;
  for (std::size_t i = 0; i < std::min(count, row.size()); ++i) {
    const std::string text = view.fitted(row[i].text, widths[i]);
    if (!text.empty()) {
      line.append(blanks, ' ').append(view.palette.paint(row[i].style, text));
      blanks = 0;
    }
    blanks += std::max(widths[i], width_of(text)) - width_of(text) + kGap;
  }
  return line + "\n";
}

}  // namespace

std::vector<std::string> table_rows(const std::vector<Row>& rows, const View& view, const TableLayout& layout) {
  Widths widths = widths_of(rows);
  const bool fits =
      beginning_of(widths.size(), widths, layout.indent) <= view.left_behind(0) + (view.columns == 0 ? 0 : kGap);
  const bool below = !fits && layout.below && !widths.empty();
  const std::size_t count = widths.size() - (below ? 1 : 0);
  if (!fits && view.shortens) {
    narrow(widths, count, view, layout.indent);
  }
  std::vector<std::string> lines;
  lines.reserve(rows.size());
  for (const Row& row : rows) {
    lines.push_back(line_of(row, widths, count, view, layout.indent));
    if (below && !(layout.head && lines.size() == 1) && row.size() > count && !row.back().text.empty()) {
      const std::string blanks(beginning_of(*layout.below, widths, layout.indent) + kGap, ' ');
      lines.back() += view.sentence(blanks, row.back().text, row.back().style);
    }
  }
  return lines;
}

std::string table(const std::vector<Row>& rows, const View& view, const TableLayout& layout) {
  std::string text;
  for (const std::string& row : table_rows(rows, view, layout)) {
    text += row;
  }
  return text;
}

}  // namespace yama::cli
