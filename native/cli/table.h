// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/view.h"

namespace yama::cli {

/// A cell's text, and how it looks.
struct Cell {
  // Implicit, so that a row is written as its texts.
  // NOLINTBEGIN(google-explicit-constructor)
  Cell(const char* words) : text(words) {}
  Cell(std::string words, Style look = Style::kPlain) : text(std::move(words)), style(look) {}
  // NOLINTEND(google-explicit-constructor)

  std::string text;
  Style style = Style::kPlain;
};

using Row = std::vector<Cell>;

struct TableLayout {
  std::size_t indent = 0;
  /// Where the last column goes when a terminal is too narrow for it: below the row, a little behind the beginning of
  /// this column, its words in lines that fit. None: it is shortened like the others.
  std::optional<std::size_t> below = {};
  bool head = false;  ///< the first row names the columns: below it goes nothing
};

/// Rows as columns, each as wide as its widest cell; a row's last cell is not padded. On a terminal they are made to
/// fit: the widest cells lose their middle. Each row ends with the end of a line; it is more than one line where its
/// last cell goes below.
std::vector<std::string> table_rows(const std::vector<Row>& rows, const View& view, const TableLayout& layout = {});

/// The same in one piece.
std::string table(const std::vector<Row>& rows, const View& view, const TableLayout& layout = {});

}  // namespace yama::cli
