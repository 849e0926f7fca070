// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/kernel_words.h"

#include <algorithm>

#include "unit/unit_file.h"

namespace yama::unit {

bool has_kernel_word(std::string_view command_line, std::string_view word) {
  const auto words = words_of(command_line);
  return std::any_of(words.begin(), words.end(), [word](std::string_view argument) {
    return argument.starts_with(word) && (argument.size() == word.size() || argument[word.size()] == '=');
  });
}

}  // namespace yama::unit
