// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/unit_file.h"

#include <algorithm>
#include <utility>

#include "base/extract_words.h"

namespace yama::unit {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view stripped(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

bool is_comment(std::string_view line) {
  const std::size_t at = line.find_first_not_of(kBlanks);
  return at != std::string_view::npos && (line[at] == '#' || line[at] == ';');
}

bool is_continued(std::string_view line) {
  const std::size_t last = line.find_last_not_of('\\');
  const std::size_t backslashes = line.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 1;
}

/// Takes the bytes up to the next line's end off the front.
std::string_view take_line(std::string_view& bytes) {
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(std::min(end + 1, bytes.size()));
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

/// A line with all that continue it.
struct LogicalLine {
  std::string text;
  std::size_t number = 0;
};

std::vector<LogicalLine> logical_lines(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  std::vector<LogicalLine> lines;
  bool open = false;
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    std::string_view line = take_line(bytes);
    if (is_comment(line)) {
      continue;
    }
    if (!open) {
      lines.push_back({.text = {}, .number = number});
    }
    open = is_continued(line);
    lines.back().text += open ? std::string(line.substr(0, line.size() - 1)) + ' ' : std::string(line);
  }
  return lines;
}

}  // namespace

std::vector<Setting> settings_of(std::string_view bytes) {
  std::vector<Setting> settings;
  std::string section;
  for (const LogicalLine& line : logical_lines(bytes)) {
    const std::string_view text = stripped(line.text);
    if (text.starts_with('[') && text.ends_with(']')) {
      section = text.substr(1, text.size() - 2);
      continue;
    }
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    settings.push_back({.section = section,
                        .key = std::string(stripped(text.substr(0, equals))),
                        .value = std::string(stripped(text.substr(equals + 1))),
                        .line = line.number});
  }
  return settings;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (ExtractedWord& word : extract_words(text, Backslash::kTakesNextAsItIs)) {
    words.push_back(std::move(word.text));
  }
  return words;
}

}  // namespace yama::unit
