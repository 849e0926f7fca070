// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/config_text.h"

#include <algorithm>

namespace yama::config {

namespace {

constexpr std::string_view kBlanks = " \t\r";

}  // namespace

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<Line> lines_of(std::string_view bytes) {
  std::vector<Line> lines;
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view text = trim(bytes.substr(0, end));
    if (!text.empty() && text.front() != '#' && text.front() != ';') {
      lines.push_back({.number = number, .text = text});
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return lines;
}

WordAndRest split_word(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
  return {.word = text.substr(0, end), .rest = trim(text.substr(end))};
}

std::vector<Item> items_of(std::string_view bytes) {
  std::vector<Item> items;
  std::string_view section;
  for (const Line& line : lines_of(bytes)) {
    const std::size_t equals = line.text.find('=');
    if (line.text.front() == '[' && line.text.back() == ']') {
      section = line.text.substr(1, line.text.size() - 2);
    } else if (equals != std::string_view::npos) {
      items.push_back({.line = line.number,
                       .section = section,
                       .key = trim(line.text.substr(0, equals)),
                       .value = trim(line.text.substr(equals + 1))});
    }
  }
  return items;
}

}  // namespace yama::config
