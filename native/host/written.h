// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <utility>

#include "base/result.h"

namespace yama::host {

/// Why a file was not changed.
struct WriteError : Error {
  // NOLINTNEXTLINE(google-explicit-constructor)
  WriteError(Error error, bool by_others = false) : Error(std::move(error)), changed_meanwhile(by_others) {}

  /// Somebody else changed it since it was read, or is about to: to look at it again and plan anew may do.
  bool changed_meanwhile;
};

/// What came of a change.
class [[nodiscard]] Written : public Expected<std::monostate, WriteError> {
 public:
  using Expected<std::monostate, WriteError>::Expected;
  Written(Error error) : Written(WriteError{std::move(error)}) {}  // NOLINT(google-explicit-constructor)
  // NOLINTNEXTLINE(google-explicit-constructor)
  Written(const Done& done) : Written(done ? Written{std::monostate{}} : Written{done.error()}) {}

  // NOLINTNEXTLINE(google-explicit-constructor)
  operator Done() const { return ok() ? done() : Done{static_cast<const Error&>(error())}; }
};

}  // namespace yama::host
