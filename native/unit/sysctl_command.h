// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "unit/command_effect.h"

namespace yama::unit {

inline constexpr std::string_view kScopeFile = "/proc/sys/kernel/yama/ptrace_scope";
inline constexpr CommandEffect kNothing = {.touches = false, .certain = true, .value = {}};
inline constexpr CommandEffect kPerhaps = {.touches = true, .certain = false, .value = {}};

/// Whether a text may be about the value: it names the key or its directory.
bool names_key(std::string_view text);

/// Of a value as a person writes it into a command. Anything but one digit is left to the kernel to judge.
CommandEffect effect_of_value(std::string_view value);

/// Of `sysctl ...`, the program's name included. Sources: procps 4.0.4 src/sysctl.c main(), whose options
/// getopt_long(3) reads wherever they stand; busybox 1.36 procps/sysctl.c.
CommandEffect effect_of_sysctl(const std::vector<std::string>& words);

/// Of another program that is given `sysctl ...` to run, such as `timeout 9 sysctl -p`: what sysctl may do then.
CommandEffect effect_of_wrapped_sysctl(const std::vector<std::string>& words);

/// Of `systemd-sysctl ...`, the program's name included: nothing when its --prefix= options leave the key out; it loads
/// the file that it is given, or all.
/// Source: systemd src/sysctl/sysctl.c run(), parse_argv(), test_prefix().
CommandEffect effect_of_systemd_sysctl(const std::vector<std::string>& words);

/// What comes of two commands, one after the other: the last value stays, but nothing is lower than 3 after 3.
CommandEffect then(const CommandEffect& first, const CommandEffect& second);

}  // namespace yama::unit
