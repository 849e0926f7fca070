// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "unit/shell_commands.h"

/// What programs of a shell's commands are, by their names.
namespace yama::unit {

/// "/sbin/sysctl" is "sysctl".
std::string_view name_of_program(std::string_view path);

bool is_shell(std::string_view program);

/// Programs that only read what they are given.
bool is_reader(std::string_view program);

bool is_printer(std::string_view program);

/// Programs that look for others.
bool is_lookup(std::string_view program);

/// Programs that cannot fail here, so that the next command runs under "set -e" and after "&&".
bool cannot_fail(std::string_view program);

/// Where the program that does a command's work stands among its words: behind assignments, "sudo", "exec" and their
/// like. The number of the words when there is none.
std::size_t first_of_program(const std::vector<ShellWord>& words);

}  // namespace yama::unit
