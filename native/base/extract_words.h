// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yama {

/// What a backslash is among systemd's words.
enum class Backslash {
  kTakesNextAsItIs,
  kOrdinary,  ///< EXTRACT_RETAIN_ESCAPE
};

struct ExtractedWord {
  std::string_view whole;  ///< as it stands in the text, with its quotes
  std::string text;

  bool operator==(const ExtractedWord&) const = default;
};

/// The words of a text as systemd takes them out: blanks end a word, except between single or double quotes, which may
/// stand anywhere and are no part of it; a quote without its end reaches to the end of the text.
/// Source: systemd src/basic/extract-word.c extract_first_word() with EXTRACT_UNQUOTE | EXTRACT_RELAX.
std::vector<ExtractedWord> extract_words(std::string_view text, Backslash backslash);

}  // namespace yama
