// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "observe/observation.h"
#include "plan/plan.h"
#include "request/request.h"

namespace yama {

/// Fails when files are to change that are not written by hand here, or would not last: NixOS and Guix make them of
/// their own configuration, ostree refuses a tree with /etc and /usr/etc, a transient /etc is gone at the next boot,
/// /usr may be read-only.
Done check_platform(const Observation& seen, const Request& request, const Plan& plan);

/// Why nothing can be done, where another reason than `error` is the one that helps: the files are made by a generator.
Error reason_here(const Observation& seen, const Request& request, Error error);

/// Refuses to write settings where no loader is known to run (Boot::unknown()), unless one was named.
Done check_loaders(const Observation& seen, const Request& request, Plan& plan);

}  // namespace yama
