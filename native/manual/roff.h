// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yama::manual {

/// A page in the macros of man(7). In every text a word in `backquotes` is bold, one in {braces} is italic, and no
/// character has a meaning to roff.
class Roff {
 public:
  /// The head of the page: "YAMA-PTRACE", "8".
  Roff(std::string_view name, std::string_view section, std::string_view date, std::string_view release);

  /// The section that whatis(1) reads.
  void name(std::string_view name, std::string_view what);
  void section(std::string_view name);
  void paragraph(std::string_view text);
  /// Lines below one another.
  void lines(const std::vector<std::string>& texts);
  /// A term and, indented below or beside it, what it is.
  void item(std::string_view term, std::string_view text);
  /// Commands as they are typed.
  void example(std::string_view commands);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void begin_paragraph();
  void fill(std::string_view text);

  std::string text_;
  bool begins_ = false;  ///< a section, which needs no sign for its first paragraph
};

}  // namespace yama::manual
