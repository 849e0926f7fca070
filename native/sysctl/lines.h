// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace yama::sysctl {

/// What ends a line.
enum class LineEnds {
  kNewline,             ///< "\n": getline(3), procps
  kNewlineOrNul,        ///< "\n" and "\0": the same of systemd 236 to 239
  kNewlineReturnOrNul,  ///< "\n", "\r" and "\0" in any combination: read_line() of systemd, src/basic/fileio.c
};

/// One line of a file, without its end.
struct Line {
  std::string_view text;
  std::size_t offset = 0;   ///< of text in the file
  std::size_t number = 0;   ///< 1-based, counted by "\n"
  bool terminated = false;  ///< something ends it, other than the end of the file
};

/// The characters that make a key a pattern, for both loaders: string_is_glob().
inline constexpr std::string_view kGlobCharacters = "*?[";

/// The characters that may stand for others: an exclusion of procps 4.0.5 is a pattern of fnmatch(3) even when nothing
/// but a backslash in it is special.
inline constexpr std::string_view kSpecialCharacters = "*?[\\";

/// The lines that hold `needle` or a special character, in order. Every line that names, matches or excludes a key is
/// among them when `needle` is a part of the key's last component. Looks at each byte a fixed number of times.
std::vector<Line> lines_that_may_concern(std::string_view bytes, LineEnds ends, std::string_view needle);

/// The pieces in which fgets(3) takes a line when its buffer holds `most` bytes besides the NUL. Each ends at its first
/// NUL for all who take it for a string.
std::vector<Line> pieces_of(const Line& line, std::size_t most);

/// Where systemd stops reading a file: the offset of the first line that has LONG_LINE_MAX bytes or more.
std::optional<std::size_t> start_of_too_long_line(std::string_view bytes, LineEnds ends);

}  // namespace yama::sysctl
