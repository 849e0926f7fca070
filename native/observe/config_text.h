// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The few things that all configuration files of boot loaders and services have in common.
namespace yama::config {

/// `text` without blanks around it.
std::string_view trim(std::string_view text);

/// One line that says something.
struct Line {
  std::size_t number = 0;  ///< 1-based
  std::string_view text;   ///< without blanks around it
};

/// The lines of a file, without the blank ones and those that begin with '#' or ';'.
std::vector<Line> lines_of(std::string_view bytes);

/// The first word of a text, and the trimmed rest: {"options", "root=/dev/sda1 ro"}.
struct WordAndRest {
  std::string_view word;
  std::string_view rest;
};
WordAndRest split_word(std::string_view text);

/// "key = value" below "[section]".
struct Item {
  std::size_t line = 0;
  std::string_view section;
  std::string_view key;
  std::string_view value;
};

/// The items of an INI file, in order. Lines without '=' are left out.
std::vector<Item> items_of(std::string_view bytes);

/// The value that a shell script of plain assignments gives to a variable: the last assignment, quotes removed, a
/// comment cut off; nothing is expanded. "" when it is not assigned.
std::string shell_value(std::string_view script, std::string_view variable);

}  // namespace yama::config
