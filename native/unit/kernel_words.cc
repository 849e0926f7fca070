// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/kernel_words.h"

#include <algorithm>

#include "base/kernel_command_line.h"

namespace yama::unit {

bool has_kernel_word(std::string_view command_line, std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  const auto arguments = split_as_systemd(command_line);
  return std::any_of(arguments.begin(), arguments.end(), [&](const KernelArgument& argument) {
    return argument.name == name && (equals == std::string_view::npos || argument.value == word.substr(equals + 1));
  });
}

}  // namespace yama::unit
