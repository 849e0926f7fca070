// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace yama::cli {

using Row = std::vector<std::string>;

/// Rows as columns, each as wide as its widest cell; the last column is not padded. Cells are text, counted in
/// characters.
std::string table(const std::vector<Row>& rows);

}  // namespace yama::cli
