// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace yama::manual {

/// The page yama-ptrace(8) in the macros of man(7), made of the tables of verbs, options and exit statuses. `date` is
/// that of the release, "2026-11-29".
std::string man_page(std::string_view date);

}  // namespace yama::manual
