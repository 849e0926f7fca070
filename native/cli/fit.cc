// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/fit.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/text.h"

namespace yama::cli {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Blocks of Unicode that terminals draw two columns wide: Hangul, CJK, full-width forms, pictures (UAX #11, "W", "F").
constexpr Range kWide[] = {{0x1100, 0x115F},  {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97C},
                           {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                           {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF},
                           {0x20000, 0x3FFFD}};

/// Marks that join the character before them, and characters without a picture.
constexpr Range kNone[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
                           {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x20D0, 0x20FF},
                           {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], char32_t c) {
  return std::ranges::any_of(ranges, [c](const Range& range) { return range.first <= c && c <= range.last; });
}

/// Takes the first character off text that is UTF-8.
std::string_view take_character(std::string_view& text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<std::uint8_t>(text[length]) & 0xC0U) == 0x80) {
    ++length;
  }
  const std::string_view character = text.substr(0, length);
  text.remove_prefix(length);
  return character;
}

std::size_t width_of_character(std::string_view character) {
  constexpr std::uint8_t kPayload[] = {0x7F, 0x1F, 0x0F, 0x07};  // of the first byte, by how many there are
  const std::size_t more = std::min<std::size_t>(character.size() - 1, std::size(kPayload) - 1);
  char32_t code = static_cast<std::uint8_t>(character[0]) & kPayload[more];
  for (const char c : character.substr(1)) {
    code = (code << 6U) | (static_cast<std::uint8_t>(c) & 0x3FU);
  }
  return is_in(kNone, code) ? 0 : is_in(kWide, code) ? 2 : 1;
}

/// The characters from the beginning of a text that fit in so many columns.
std::string_view beginning(std::string_view text, std::size_t columns) {
  std::string_view rest = text;
  std::size_t taken = 0;
  while (!rest.empty()) {
    std::string_view next = rest;
    taken += width_of_character(take_character(next));
    if (taken > columns) {
      break;
    }
    rest = next;
  }
  return text.substr(0, text.size() - rest.size());
}

/// What is left of a text when so many characters' columns are taken from its beginning that it fits.
std::string_view ending(std::string_view text, std::size_t columns) {
  std::size_t width = width_of(text);
  while (width > columns) {
    width -= width_of_character(take_character(text));
  }
  return text;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    width += width_of_character(take_character(text));
  }
  return width;
}

std::string one_line(std::string_view bytes) {
  std::string text;
  for (const char c : printable(bytes)) {
    if (c == '\n') {
      text += "\\x0a";
    } else {
      text += c == '\t' ? ' ' : c;
    }
  }
  return text;
}

std::string shortened(std::string_view text, std::size_t columns) {
  constexpr std::string_view kGap = "...";
  if (width_of(text) <= columns) {
    return std::string{text};
  }
  const std::size_t kept = columns - std::min(columns, kGap.size());
  const std::size_t behind = kept - kept / 2;
  return std::string{beginning(text, kept / 2)}.append(kGap).append(ending(text, behind));
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) {
      words.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string wrapped(const std::vector<std::string>& words, std::size_t first, std::size_t indent, std::size_t columns) {
  std::string text;
  std::size_t column = first;
  bool begins = true;  // a line
  for (const std::string& word : words) {
    const std::size_t width = width_of(word);
    if (!begins && column + 1 + width > columns) {
      text.append("\n").append(indent, ' ');
      column = indent;
    } else if (!begins) {
      text += ' ';
      ++column;
    }
    text += word;
    column += width;
    begins = false;
  }
  return text;
}

}  // namespace yama::cli
