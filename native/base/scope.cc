// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/scope.h"

#include <algorithm>

namespace yama {

std::optional<Scope> scope_from_digit(std::string_view text) {
  return text.size() == 1 ? scope_of(text.front() - '0') : std::nullopt;
}

std::optional<Scope> scope_from_text(std::string_view text) {
  if (const auto scope = scope_from_digit(text)) {
    return scope;
  }
  std::string name(text);
  std::ranges::transform(name, name.begin(), [](char c) {
    if (c == '_' || c == ' ') {
      return '-';
    }
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  const auto* const found = std::ranges::find(kAllScopes, name, name_of);
  return found == std::end(kAllScopes) ? std::nullopt : std::optional{*found};
}

}  // namespace yama
