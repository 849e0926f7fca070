// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "observe/observation.h"

namespace yama::judge {

/// One line as a program prints it.
struct PrintedLine {
  std::string_view text;  ///< of the observation, without its end; empty for a file's name
  std::string_view file;  ///< as the program names it
  std::size_t line = 0;   ///< 0 for the line that names the file: "# /etc/sysctl.d/50-a.conf"
};

/// What `systemd-sysctl --cat-config` prints: each file that it reads, in its order, below a line with its name. No
/// more lines of it than those that name the key in some spelling, and those that look like a file's name.
/// Before systemd 258 nothing comes after a directory or a link that leads nowhere.
std::vector<PrintedLine> cat_config(const Observation& seen);

/// The lines of a text that name the key, with dots or other characters between its words.
std::vector<PrintedLine> lines_of_text(std::string_view text, std::string_view file);

/// The text of a file that takes part in loading settings, links followed; none of any other.
std::string_view text_of_file(const Observation& seen, std::string_view path);

/// White space of regular expressions in the C locale, [[:space:]] and \s.
inline constexpr std::string_view kSpaces = " \t\n\v\f\r";

/// What a line "key = value" gives, as regular expressions take it apart that let a dot stand for any character and
/// blanks stand around: everything after the first '=', without white space at its ends. None for other lines.
struct Assignment {
  bool is_one = false;
  std::string_view value = {};
};
Assignment assignment_in(std::string_view line, bool literal_dots);

}  // namespace yama::judge
