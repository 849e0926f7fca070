// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yama::cli {

/// How many columns of a terminal UTF-8 text takes: two for a wide character, none for one that joins the one before.
std::size_t width_of(std::string_view text);

/// Any bytes as text that keeps to its line: printable(), a tab as a blank, the end of a line as "\x0a".
std::string one_line(std::string_view bytes);

/// The text in at most so many columns, with "..." for its middle where it is longer.
std::string shortened(std::string_view text, std::size_t columns);

/// The words between a text's blanks.
std::vector<std::string> words_of(std::string_view text);

/// Words in lines of at most so many columns, each behind `indent` blanks; the first begins where the text already is.
/// A word that is longer than a line stays whole.
std::string wrapped(const std::vector<std::string>& words, std::size_t first, std::size_t indent, std::size_t columns);

}  // namespace yama::cli
