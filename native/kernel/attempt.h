// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/expected.h"

namespace yama::kernel {

/// An errno as a value of its own, so that an Attempt<int> is not ambiguous.
struct Errno {
  int code = 0;
};

/// What a system call gave: a value, or its errno. For callers that decide by the errno; at the border of a room it
/// becomes a Result with a sentence (kernel/failure.h).
template <class T>
class [[nodiscard]] Attempt : public Expected<T, Errno> {
 public:
  using Expected<T, Errno>::Expected;

  /// The errno; 0 when ok().
  [[nodiscard]] int error() const { return this->ok() ? 0 : Expected<T, Errno>::error().code; }
};

}  // namespace yama::kernel
