// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <utility>
#include <variant>

namespace yama::kernel {

/// An errno as a value of its own, so that an Attempt<int> is not ambiguous.
struct Errno {
  int code = 0;
};

/// What a system call gave: a value, or its errno. For callers that decide by the errno; at the border of a room it
/// becomes a Result with a sentence (kernel/failure.h).
template <class T>
class [[nodiscard]] Attempt {
 public:
  Attempt(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Attempt(Errno error) : state_(std::in_place_index<1>, error) {}         // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// The value. Only when ok().
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  const T* operator->() const { return &value(); }
  const T& operator*() const { return value(); }

  /// The errno; 0 when ok().
  [[nodiscard]] int error() const { return ok() ? 0 : std::get<1>(state_).code; }

 private:
  std::variant<T, Errno> state_;
};

}  // namespace yama::kernel
