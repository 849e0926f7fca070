// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace yama::sysctl {

/// The programs that load settings at boot. What the product knows of one is its row in sysctl/loader_table.h.
enum class Loader { kSystemd, kProcps };

/// In the order of results.
inline constexpr std::array kLoaders = {Loader::kSystemd, Loader::kProcps};

/// One T for each loader.
template <class T>
struct PerLoader {
  std::array<T, kLoaders.size()> values{};  ///< in the order of kLoaders

  constexpr T& operator[](Loader loader) { return values[static_cast<std::size_t>(loader)]; }
  constexpr const T& operator[](Loader loader) const { return values[static_cast<std::size_t>(loader)]; }
  constexpr auto begin() { return values.begin(); }
  constexpr auto end() { return values.end(); }
  [[nodiscard]] constexpr auto begin() const { return values.begin(); }
  [[nodiscard]] constexpr auto end() const { return values.end(); }
  bool operator==(const PerLoader&) const = default;
};

/// What the function gives for each loader.
template <class Function>
auto for_each_loader(const Function& function) {
  PerLoader<decltype(function(Loader{}))> result;
  std::ranges::transform(kLoaders, result.begin(), function);
  return result;
}

/// The value that all loaders have; none when they differ.
template <class T>
std::optional<T> common_value(const PerLoader<T>& each) {
  const T& first = *each.begin();
  const bool same = std::ranges::all_of(each, [&first](const T& other) { return other == first; });
  return same ? std::optional<T>(std::in_place, first) : std::nullopt;
}

}  // namespace yama::sysctl
