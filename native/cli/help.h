// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/verbs.h"

namespace yama::cli {

/// What --help shows, in at most 80 columns: of a verb what it takes, with defaults and an example; of none the verbs.
std::string help(const VerbRow* verb);

}  // namespace yama::cli
