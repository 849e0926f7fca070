// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace yama::sysctl {

/// The programs that load settings at boot. What the product knows of one is its row in sysctl/loader_table.h.
enum class Loader { kSystemd, kProcps, kBusybox };

/// In the order of results.
inline constexpr std::array kLoaders = {Loader::kSystemd, Loader::kProcps, Loader::kBusybox};

/// Some of them, in that order: those that a host is asked about.
using Loaders = std::vector<Loader>;

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

/// What the function gives for each of the loaders; for the others, what a value is by itself.
template <class Function>
auto for_each_loader(std::span<const Loader> loaders, const Function& function) {
  PerLoader<decltype(function(Loader{}))> result;
  for (const Loader loader : loaders) {
    result[loader] = function(loader);
  }
  return result;
}

/// The same for all that are known.
template <class Function>
auto for_each_loader(const Function& function) {
  return for_each_loader(kLoaders, function);
}

/// The value that all of the loaders have; none when they differ.
template <class T>
std::optional<T> common_value(std::span<const Loader> loaders, const PerLoader<T>& each) {
  if (loaders.empty()) {
    return std::nullopt;
  }
  const T& first = each[loaders.front()];
  const bool same = std::ranges::all_of(loaders, [&](Loader loader) { return each[loader] == first; });
  return same ? std::optional<T>(std::in_place, first) : std::nullopt;
}

}  // namespace yama::sysctl
