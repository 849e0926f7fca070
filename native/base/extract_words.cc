// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/extract_words.h"

namespace yama {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

/// Takes the word off the front of a text that begins with one.
ExtractedWord take_word(std::string_view& text, Backslash backslash) {
  ExtractedWord word;
  char quote = '\0';
  std::size_t at = 0;
  for (; at < text.size() && (quote != '\0' || kBlanks.find(text[at]) == std::string_view::npos); ++at) {
    const char byte = text[at];
    if (byte == '\\' && backslash == Backslash::kTakesNextAsItIs) {
      if (++at == text.size()) {
        break;
      }
      word.text += text[at];
    } else if (quote == '\0' ? (byte == '"' || byte == '\'') : byte == quote) {
      quote = quote == '\0' ? byte : '\0';
    } else {
      word.text += byte;
    }
  }
  word.whole = text.substr(0, at);
  text.remove_prefix(at);
  return word;
}

}  // namespace

std::vector<ExtractedWord> extract_words(std::string_view text, Backslash backslash) {
  std::vector<ExtractedWord> words;
  for (std::size_t begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;
       begin = text.find_first_not_of(kBlanks)) {
    text.remove_prefix(begin);
    words.push_back(take_word(text, backslash));
  }
  return words;
}

}  // namespace yama
