// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace yama::protocol {

/// Runs as an Ansible binary module: reads the argument file, does the job, and gives the one line of JSON to print
/// (without its end). Never throws and never writes to a stream: whatever happens becomes a result with `failed`.
std::string run_module(const std::string& argument_file) noexcept;

}  // namespace yama::protocol
