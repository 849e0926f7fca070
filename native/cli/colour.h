// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace yama::cli {

enum class Style { kPlain, kTitle, kGood, kBad, kFaint, kDoubtful };

/// Makes text stand out on a terminal, or leaves it as it is.
class Palette {
 public:
  explicit Palette(bool colours) : colours_(colours) {}

  /// Colours when the descriptor is a terminal that knows them and nobody set NO_COLOR (https://no-color.org).
  static Palette for_output(int fd);

  [[nodiscard]] std::string paint(Style style, std::string_view text) const;

 private:
  bool colours_;
};

}  // namespace yama::cli
