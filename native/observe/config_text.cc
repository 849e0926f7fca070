// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/config_text.h"

#include <algorithm>

namespace yama::config {

namespace {

constexpr std::string_view kBlanks = " \t\r";

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size())); }

bool skip_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) {
    return false;
  }
  text.remove_prefix(word.size());
  return true;
}

/// One word of the shell: quotes removed, up to a blank, ';' or the line's end.
std::string shell_word(std::string_view text) {
  std::string word;
  char quote = '\0';
  for (const char byte : text) {
    if (quote != '\0') {
      if (byte == quote) {
        quote = '\0';
      } else {
        word += byte;
      }
    } else if (byte == '"' || byte == '\'') {
      quote = byte;
    } else if (byte == ';' || kBlanks.find(byte) != std::string_view::npos) {
      break;
    } else {
      word += byte;
    }
  }
  return word;
}

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

std::string shell_value(std::string_view script, std::string_view variable) {
  std::string value;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    std::string_view line = script.substr(0, end);
    script.remove_prefix(std::min(end + 1, script.size()));
    skip_blanks(line);
    if (skip_word(line, "export ")) {
      skip_blanks(line);
    }
    if (skip_word(line, variable) && skip_word(line, "=")) {
      value = shell_word(line);
    }
  }
  return value;
}

}  // namespace yama::config
