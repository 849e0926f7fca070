// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "request/request.h"

namespace yama::cli {

/// A person's order: the request and how to show what came of it.
struct Order {
  Request request;
  bool json = false;
  bool help = false;
  bool version = false;
};

/// Reads the arguments after the program's name: VERB [SCOPE] and options in any order. Options carry the names of the
/// module's (--vendor-files edit, --persist=boot_unit); fails with one sentence for anything else.
Result<Order> read_command_line(const std::vector<std::string>& arguments);

/// The text of --help.
std::string usage();

}  // namespace yama::cli
