// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <string>
#include <string_view>

namespace yama {

/// The door through which a run came. What it leaves in files names that door and how to take it back there; either
/// door takes back what came through the other.
enum class Maker { kModule, kCommandLine };

/// Before the command line had words of its own, every mark was as the module's.
inline constexpr std::array kMakers = {Maker::kModule, Maker::kCommandLine};

/// "made by NAME; HOW", "set by NAME:"
constexpr std::string_view name_of(Maker maker) {
  return maker == Maker::kCommandLine ? "yama-ptrace" : "hardening.yama";
}

/// What takes a mark's work back: "WORDS removes it".
constexpr std::string_view undo_of(Maker maker) {
  return maker == Maker::kCommandLine ? "yama-ptrace unset" : "state: absent";
}

/// "# made by hardening.yama; state: absent removes it": how a file begins that would not be there otherwise.
inline std::string made_by(Maker maker) {
  return std::string{"# made by "}.append(name_of(maker)).append("; ").append(undo_of(maker)).append(" removes it");
}

}  // namespace yama
