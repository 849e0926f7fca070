// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace yama::loaders {

/// One way in which a boot has settings loaded: the loader's word, and the script that has it load one file after the
/// other, where it does not go through them by itself (tests/loaders/scripts/SCRIPT.sh).
struct Way {
  std::string_view loader;
  std::string_view script = {};

  /// "systemd", "busybox-alpine"
  [[nodiscard]] std::string name() const {
    return std::string(loader) + (script.empty() ? "" : "-") + std::string(script);
  }
};

/// Debian has all three programs.
inline constexpr std::array kWays = {Way{"systemd"}, Way{"procps"}, Way{"busybox", "alpine"},
                                     Way{"busybox", "alpine2017"}, Way{"busybox", "conf"}};

/// Those that Debian's own boots go.
inline constexpr std::span kDebiansWays = std::span(kWays).first<2>();

}  // namespace yama::loaders
