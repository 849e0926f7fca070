// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/scope.h"
#include "observe/observation.h"
#include "status/forecast.h"
#include "sysctl/layout.h"
#include "sysctl/loader.h"
#include "sysctl/tree.h"

namespace yama {

/// The scope that a loader leaves in the kernel, by its version; none: not known.
using Scopes = sysctl::PerLoader<std::map<std::string, std::optional<Scope>>>;

/// Files, and what loaders make of them: a row of tests/unit/data, or on its way to be one.
struct TestVector {
  std::string id = {};
  std::string title = {};
  std::string program = {};  ///< the program and version that made it; empty for tests/loaders
  InstalledLoaders installed = {};
  Scope initial_scope = Scope::kClassic;  ///< in the kernel when a loader begins
  sysctl::LoadedBy loaded_by = {};
  sysctl::Layout files = {};
  Scopes predicted = {};
  Scopes observed = {};
};

/// The host's files, redacted, as a test vector with the models' predictions under these conditions. `neutral_names`:
/// and without names of files that tell something of the host; fails where that cannot be.
Result<TestVector> test_vector_of(const Observation& seen, const BootConditions& conditions, bool neutral_names);

}  // namespace yama
