// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace yama::unit {

/// "getty@.service" of "getty@tty1.service"; any other name as it is.
std::string template_of(std::string_view name);

struct Expanded {
  std::string text;
  bool understood = true;  ///< false: a specifier whose value only the booted system has ("%m") is left as it is
};

/// A setting's text with its specifiers replaced, for the unit of this name. Source: systemd.unit(5) "Specifiers".
Expanded expand_specifiers(std::string_view text, std::string_view name);

}  // namespace yama::unit
