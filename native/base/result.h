// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <variant>

#include "base/expected.h"

namespace yama {

/// What went wrong and what to do about it, as one sentence for a person. Errors travel up as values.
struct Error {
  std::string message;
};

/// A value or the sentence that says why there is none. What rooms give each other.
template <class T>
using Result = Expected<T, Error>;

/// The Result of a step that yields nothing but success.
using Done = Result<std::monostate>;
inline Done done() { return std::monostate{}; }

}  // namespace yama
