// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"
#include "support/file_system.h"

namespace yama::test {

/// An image with these files and the loaders of Debian 12.
Observation seen_of(const FileSystem& files);

/// `yama-ptrace set SCOPE`.
Request set_to(Scope wanted);

/// "PATH\nCONTENT" for every edit and "note: TEXT" for every warning, or the refusal.
std::string edits_of(const Observation& seen, const Request& request);

/// The same of a second run: empty, or the planner is not idempotent.
std::string second_edits(const Observation& seen, const Request& request);

/// The same of `yama-ptrace unset` after the request.
std::string undone(const Observation& seen, const Request& request);

}  // namespace yama::test
