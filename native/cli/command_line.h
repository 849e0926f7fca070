// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/verbs.h"
#include "request/door.h"
#include "request/request.h"

namespace yama::cli {

/// A person's order: the request and how to show what came of it.
struct Order {
  const VerbRow* verb = nullptr;  ///< null when only help or the version is asked for, and of no verb
  Request request;                ///< not when help or the version is asked for
  bool json = false;
  bool quiet = false;    ///< nothing is said but errors: the exit status speaks
  bool verbose = false;  ///< nothing is shortened
  bool help = false;
  bool version = false;
};

/// What the command line has beside the options of the module: a word that is there or not.
struct Switch {
  std::string_view name;    ///< "--quiet"
  std::string_view letter;  ///< "-q"; empty for none
  Doors verbs;              ///< that take it
  std::string_view help;
  bool& (*place)(Order& order);
};

/// All of them, in the order of the help.
std::span<const Switch> switches();

/// How an option is written here: "--vendor-files" for "vendor_files".
std::string argument_for(std::string_view option);

/// Reads the arguments after the program's name: VERB [SCOPE] and options, in any order. Options carry the names of the
/// module's (--vendor-files edit, --persist=boot_unit); those that are true or false may stand alone (--backup), and
/// take "true" and "false" as the word behind them and every word for it behind '='. Fails with one sentence for
/// anything else.
Result<Order> read_command_line(const std::vector<std::string>& arguments);

}  // namespace yama::cli
