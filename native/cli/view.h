// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/colour.h"

namespace yama::cli {

/// How a page is to look. By itself it is text for a file or a program: no colours, and lines as long as they are.
struct View {
  Palette palette = Palette(false);
  std::size_t columns = 0;  ///< of the terminal; 0: lines have no end
  bool shortens = true;     ///< a name too long for its place loses its middle
  bool with_sudo = false;   ///< commands that need root are shown with sudo
  std::string host = {};    ///< what the first line calls the running host

  /// What suits a descriptor: a terminal's colours and width, or plain text.
  static View for_output(int fd);

  /// The columns that are left behind others; no end where lines have none.
  [[nodiscard]] std::size_t left_behind(std::size_t used) const;

  /// A name, path or line of a file as it fits into so many columns; whole where nothing is shortened.
  [[nodiscard]] std::string fitted(std::string_view text, std::size_t most) const;

  /// A sentence behind what stands at the line's beginning ("  - "), its further lines below its own beginning, or a
  /// little to the right where nothing stands before it; ends with the end of a line. A word that fits no line loses
  /// its middle.
  [[nodiscard]] std::string sentence(std::string_view before, std::string_view text, Style style = Style::kPlain) const;
};

}  // namespace yama::cli
