// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>

#include "generator.h"

namespace yama::loaders {

/// What the loaders left, by "systemd" or "procps" and the package's version.
using Observed = std::map<std::string, std::map<std::string, int>>;

/// The case as a row of tests/unit/data/regression_vectors.json, ready to be pasted.
std::string vector_text(const std::string& id, const Case& shown, const Observed& observed);

}  // namespace yama::loaders
