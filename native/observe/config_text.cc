// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/config_text.h"

#include <algorithm>
#include <utility>

namespace yama::config {

namespace {

constexpr std::string_view kBlanks = " \t\r";

constexpr std::string_view kWordEnds = " \t\r\n;";
constexpr std::string_view kEscapedInQuotes = "$`\"\\\n";
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size())); }

/// Takes "$name" or "${name}" off the front of a text; gives the value.
std::string_view take_variable(std::string_view& text, const Variables& variables) {
  const bool braced = text.starts_with("${");
  text.remove_prefix(braced ? 2 : 1);
  const std::size_t end = std::min(text.find_first_not_of(kNameCharacters), text.size());
  const auto found = variables.find(text.substr(0, end));
  text.remove_prefix(end);
  if (braced && text.starts_with('}')) {
    text.remove_prefix(1);
  }
  return found == variables.end() ? std::string_view{} : found->second;
}

/// Whether the backslash at the start of a text changes what the next character is.
bool escapes(std::string_view text, char quote) {
  return text.size() > 1 &&
         (quote == '\0' || (quote == '"' && kEscapedInQuotes.find(text[1]) != std::string_view::npos));
}

void append(std::vector<WordPart>& parts, std::string_view text, bool splits) {
  if (parts.empty() || splits || parts.back().splits) {
    parts.push_back({.text = std::string(text), .splits = splits});
  } else {
    parts.back().text += text;
  }
}

std::string take_value(std::string_view& script, const Variables& variables) {
  std::string value;
  for (const WordPart& part : take_shell_word(script, variables)) {
    value += part.text;
  }
  return value;
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

std::string expand(std::string_view text, const Variables& variables) {
  std::string result;
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    result += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (!text.empty()) {
      result += take_variable(text, variables);
    }
  }
  return result;
}

std::vector<WordPart> take_shell_word(std::string_view& text, const Variables& variables) {
  std::vector<WordPart> parts;
  char quote = '\0';
  while (!text.empty() && (quote != '\0' || kWordEnds.find(text.front()) == std::string_view::npos)) {
    const char byte = text.front();
    if (byte == '\\' && escapes(text, quote)) {
      append(parts, text[1] == '\n' ? std::string_view{} : text.substr(1, 1), false);
      text.remove_prefix(2);
    } else if (byte == '$' && quote != '\'') {
      append(parts, take_variable(text, variables), quote == '\0');
    } else {
      if (quote == '\0' ? (byte == '"' || byte == '\'') : byte == quote) {
        quote = quote == '\0' ? byte : '\0';
      } else {
        append(parts, text.substr(0, 1), false);
      }
      text.remove_prefix(1);
    }
  }
  return parts;
}

std::vector<Assignment> shell_assignments(std::string_view script, Variables& variables) {
  constexpr std::string_view kExport = "export ";
  std::vector<Assignment> assignments;
  std::size_t line = 1;
  while (!script.empty()) {
    skip_blanks(script);
    if (script.starts_with(kExport)) {
      script.remove_prefix(kExport.size());
      skip_blanks(script);
    }
    const std::size_t name_end = std::min(script.find_first_not_of(kNameCharacters), script.size());
    if (name_end > 0 && script.substr(name_end).starts_with('=')) {
      Assignment assignment{.name = std::string(script.substr(0, name_end)), .line = line, .value = {}};
      script.remove_prefix(name_end + 1);
      const std::string_view before = script;
      assignment.value = take_value(script, variables);
      const std::string_view taken = before.substr(0, before.size() - script.size());
      line += static_cast<std::size_t>(std::count(taken.begin(), taken.end(), '\n'));
      variables.insert_or_assign(assignment.name, assignment.value);
      assignments.push_back(std::move(assignment));
    }
    const std::size_t rest_of_line = std::min(script.find('\n'), script.size());
    script.remove_prefix(std::min(rest_of_line + 1, script.size()));
    ++line;
  }
  return assignments;
}

std::string shell_value(std::string_view script, std::string_view variable) {
  Variables variables;
  shell_assignments(script, variables);
  const auto found = variables.find(variable);
  return found == variables.end() ? std::string{} : found->second;
}

}  // namespace yama::config
