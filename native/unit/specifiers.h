// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "unit/unit.h"

namespace yama::unit {

/// "getty@.service" of "getty@tty1.service"; any other name as it is.
std::string template_of(std::string_view name);

struct Expanded {
  std::string text;
  bool understood = true;  ///< false: a specifier whose value only the booted system has ("%m") is left as it is
};

/// A setting's text with its specifiers replaced, for the unit of this name and a kernel of this release ("%v"; empty:
/// not known). Source: systemd.unit(5) "Specifiers".
Expanded expand_specifiers(std::string_view text, std::string_view name, std::string_view kernel = {});

/// Whether a text, or one of a unit, has the specifier of the kernel's release.
bool names_kernel(std::string_view text);
bool names_kernel(const Unit& unit);

}  // namespace yama::unit
