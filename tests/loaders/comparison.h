// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "bench.h"
#include "sysctl/loader_table.h"
#include "sysctl/prediction.h"

namespace yama::loaders {

/// What stays in the kernel after a boot, and whether it is locked.
struct Outcome {
  int value = 0;
  bool locks = false;
  bool operator==(const Outcome&) const = default;
};

/// Random trees: what the real loaders leave against what the product says.
class Comparison {
 public:
  explicit Comparison(Options options) : options_(std::move(options)), bench_(options_) {}

  /// Prints every difference, shrunk to a vector; lines "locks SEED RELEASE/LOADER" for the runs that end locked; and
  /// lines of counts. Returns how many differences there were.
  std::uint64_t run();

 private:
  struct Count {
    std::uint64_t trees = 0;
    std::uint64_t sets = 0;
    std::uint64_t locks = 0;
    std::uint64_t asked = 0;
    std::uint64_t differences = 0;
  };

  void compare(std::uint64_t seed, const Case& tried, const LoaderRoot& root, const Way& way);
  void show_difference(std::uint64_t seed, const Case& tried, const LoaderRoot& root, const Way& way);
  void ask_program(std::uint64_t seed, const LoaderRoot& root, const Way& way, Count& count);
  void count_distinctions(const Case& tried);
  Outcome real(const Case& tried, const LoaderRoot& root, const Way& way);
  [[nodiscard]] std::uint64_t report() const;

  Options options_;
  Bench bench_;
  std::map<std::string, Count> counts_;                ///< by "bookworm systemd 252.39-1~deb12u2"
  std::map<std::string, std::uint64_t> distinctions_;  ///< trees that tell a behaviour from the one before it
};

}  // namespace yama::loaders
