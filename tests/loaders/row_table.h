// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "generator.h"
#include "options.h"

namespace yama::loaders {

/// hold_promise() of every host, on ordinary and hostile trees in turn.
class RowTable {
 public:
  explicit RowTable(Options options) : options_(std::move(options)) {}

  /// Prints every broken promise with its tree as a vector, one line a host of what was kept and refused, and why.
  /// Returns how many were broken.
  std::uint64_t run();

 private:
  struct Count {
    std::uint64_t trees = 0;
    std::uint64_t refused = 0;
    std::uint64_t broken = 0;
  };

  void hold(const char* kind, std::uint64_t seed, const Case& tried);

  Options options_;
  std::map<std::string, std::map<std::string, Count>> counts_;  ///< by host, then "ordinary" and "hostile"
};

}  // namespace yama::loaders
