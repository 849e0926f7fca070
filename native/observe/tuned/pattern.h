// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

namespace yama::tuned {

/// fnmatch.fnmatch() of Python: "*", "?", "[seq]", "[!seq]"; '/', a leading '.' and '\' mean nothing.
bool matches_pattern(std::string_view text, std::string_view pattern);

}  // namespace yama::tuned
