// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <map>
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

/// Variables of a shell or a boot loader, by name.
using Variables = std::map<std::string, std::string, std::less<>>;

/// The text with the values of "$name" and "${name}"; a name without a value is empty.
std::string expand(std::string_view text, const Variables& variables);

/// A part of a shell's word, without quotes.
struct WordPart {
  std::string text;
  bool splits = false;  ///< the value of a variable outside quotes: blanks in it end the word, unless it is assigned
};

/// Takes the word at the start of a shell's text off, up to a blank, a line's end or ';' outside quotes. Quotes may
/// hold line ends, a backslash joins lines, variables are expanded; commands are not run. POSIX sh(1); GRUB's shell
/// quotes alike (grub-core/script/yylex.l).
std::vector<WordPart> take_shell_word(std::string_view& text, const Variables& variables);

/// "NAME=value" or "export NAME=value" at the start of a line.
struct Assignment {
  std::string name;
  std::size_t line = 0;  ///< 1-based, where it begins
  std::string value;
};

/// The assignments of a shell script, in order. `variables` are the values so far, and those after it.
std::vector<Assignment> shell_assignments(std::string_view script, Variables& variables);

/// The value that a shell script of plain assignments leaves in a variable; "" when it is not assigned.
std::string shell_value(std::string_view script, std::string_view variable);

}  // namespace yama::config
