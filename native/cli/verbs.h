// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>
#include <vector>

#include "request/door.h"
#include "request/options.h"

namespace yama::cli {

/// A verb of the command line. It takes the options of its door.
struct VerbRow {
  std::string_view name;
  std::string_view operand;  ///< what has to follow it: "SCOPE"; empty for nothing
  Door door;
  Options fixed;  ///< what it switches off, or on, of the whole job
  std::string_view help;
  std::string_view example;
};

/// All of them, in the order of the help.
const std::vector<VerbRow>& verbs();

/// The verb of a name, or null.
const VerbRow* find_verb(std::string_view name);

}  // namespace yama::cli
