// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace yama::loaders {

/// A seeded source of choices. The distributions of <random> differ between libraries; these do not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  /// 0 ... sides - 1
  std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(engine_() % sides); }
  bool one_in(std::size_t sides) { return roll(sides) == 0; }

  std::string pick(std::span<const std::string_view> choices) { return std::string(choices[roll(choices.size())]); }
  std::string pick(std::initializer_list<std::string_view> choices) {
    return pick(std::span(choices.begin(), choices.size()));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace yama::loaders
