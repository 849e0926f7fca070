// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

#include "base/result.h"
#include "host/root.h"
#include "kernel/runtime.h"
#include "observe/facts.h"
#include "observe/observation.h"

namespace yama {

/// What is known of a running system beside its files.
struct Running {
  Facts facts;
  kernel::Runtime runtime;
};

/// observe() of a folder that is taken for a running system; for an image when `running` is none. Tests have a folder
/// look like a host by it.
Result<Observation> observe_as(const host::Root& root, const std::optional<Running>& running, bool other_writers);

}  // namespace yama
