// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "base/scope.h"
#include "observe/observation.h"
#include "request/request.h"
#include "status/status.h"

namespace yama {

/// What a host is judged by.
struct Wanted {
  Scope scope = Scope::kClassic;
  std::string by = {};  ///< the "file:line" that asks for it; empty: the request, or else nothing does
};

/// The scope of the request, or else what the files of the host seem to want, or else 1.
Wanted wanted_scope(const Observation& seen, const Request& request, const Status& status);

}  // namespace yama
