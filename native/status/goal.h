// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

#include "base/scope.h"
#include "request/request.h"

namespace yama {

/// What a host is judged by. Without a scope nothing is right and nothing is wrong.
struct Goal {
  std::optional<Scope> scope = {};
  bool minimum = false;  ///< a stricter value is right too

  /// Whether a value is as wanted. No value never is.
  [[nodiscard]] bool accepts(std::optional<Scope> value) const {
    return value && scope && (minimum ? *value >= *scope : *value == *scope);
  }
};

/// What a request wants a host to be judged by.
inline Goal goal_of(const Request& request) { return {.scope = request.scope, .minimum = request.minimum}; }

}  // namespace yama
