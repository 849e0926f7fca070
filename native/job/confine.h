// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "request/request.h"

namespace yama {

/// Gives up, for the rest of this process, what the request cannot need: every run core dumps and new rights by
/// programs that it starts, a run that only looks and check mode every change of a file system, a run that only looks
/// most of root's capabilities besides. Check mode keeps them, since it has to say whether they would do.
void confine_to(const Request& request);

}  // namespace yama
