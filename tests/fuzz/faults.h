// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "sysctl/tree.h"

namespace yama::fuzz {

// Each looks for something that must never be, whatever the bytes; empty when there is nothing. The sanitizers look for
// the rest.

/// The models: places of definitions, their words, the essence of a tree, and that a comment sign at a definition's
/// offset takes it away from both loaders.
std::string fault_in_prediction(const sysctl::Tree& tree);

/// The test vector of a host, with its own names and with neutral ones: a loader makes the same of it.
std::string fault_in_vector(const sysctl::Tree& tree);

/// The kernel's side of a write, against the stand-in of tests/loaders, which is written independently.
std::string fault_in_kernel_write(std::string_view bytes);

/// The kernel's command line.
std::string fault_in_command_line(std::string_view line);

}  // namespace yama::fuzz
