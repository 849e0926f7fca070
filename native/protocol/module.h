// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace yama::protocol {

/// Whether the words of a command line, the program's name first, start an Ansible module. ansible-core gives the
/// program a name of its own choosing and the path of the argument file. Under the command's name, yama-ptrace, a
/// person starts it, unless the one word after it is the path of a file that holds a JSON object.
bool is_module_call(const std::vector<std::string>& words);

/// Runs as an Ansible binary module: reads the argument file, does the job, and gives the one line of JSON to print
/// (without its end). Never throws and never writes to a stream: whatever happens becomes a result with `failed`.
std::string run_module(const std::string& argument_file) noexcept;

}  // namespace yama::protocol
