// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Files as Python's configparser reads them for TuneD: '=' is the only delimiter, '#' behind a blank begins a comment,
/// a line that is indented deeper goes on with the value before it, the same section or option may stand twice.
namespace yama::tuned::python {

struct Option {
  std::string name;
  std::optional<std::string> value;  ///< none: the name stands without '='
  std::size_t line = 0;              ///< 1-based, where it was set last
  std::string text;                  ///< that line, without blanks around it
};

struct Section {
  std::string name;
  std::vector<Option> options;  ///< in the order of Python's dict; those of [DEFAULT] last
};

struct Ini {
  std::vector<Section> sections;
  /// The first line for which Python, or this program for the length of the file, refuses all of it; 0: neither does.
  std::size_t bad_line = 0;
};

enum class Names {
  kNeedValues,  ///< a line without '=' is an error
  kMayBeAlone,  ///< allow_no_value
};

/// `first_section`: the file's lines up to its first header are those of a section of this name; empty: an error.
Ini parse_ini(std::string_view bytes, std::string_view first_section, Names names);

/// The file was left, since it has more than limit::kTunedLines.
bool is_too_long(const Ini& ini);

/// A section's option; null when it has none.
const Option* find_option(const std::vector<Option>& options, std::string_view name);

/// str.strip() of the blanks of ASCII.
std::string_view strip(std::string_view text);

/// Takes a line off the front of a text, without its end: "\n", "\r\n" or "\r" (universal newlines).
std::string_view take_line(std::string_view& text);

}  // namespace yama::tuned::python
