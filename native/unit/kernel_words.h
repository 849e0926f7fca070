// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

namespace yama::unit {

/// Whether "ConditionKernelCommandLine=WORD" holds: the word itself or "WORD=anything" is an argument of the line; of a
/// word that holds '=' only itself.
/// Source: systemd src/shared/condition.c condition_test_kernel_command_line().
bool has_kernel_word(std::string_view command_line, std::string_view word);

}  // namespace yama::unit
