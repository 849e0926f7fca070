// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

#include "options.h"

namespace yama::loaders {

/// Holds the instrument to what was recorded with real kernels: the kernel's side of a write, and every vector of
/// Options::vectors that shows a loader of one of the root folders. A vector that has no "observed" is printed with
/// what is observed now. Returns how many differences there were.
std::uint64_t check_recorded(const Options& options);

}  // namespace yama::loaders
