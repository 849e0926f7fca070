// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/verbs.h"
#include "request/option_table.h"

namespace yama::cli {

/// What --help shows, in at most 80 columns: of a verb what it takes, with defaults and an example; of none the verbs.
std::string help(const VerbRow* verb);

/// What stands for an option's value there: "SCOPE", "auto|required"; empty for one that stands alone.
std::string value_of(const Option& option);

/// A verb with what has to follow it: "set SCOPE".
std::string usage_of(const VerbRow& verb);

struct ExitStatus {
  int number;
  std::string_view words;
};

/// Each that there is.
std::span<const ExitStatus> exit_statuses();

}  // namespace yama::cli
