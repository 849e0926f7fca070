// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "status/forecast.h"
#include "sysctl/loader.h"
#include "sysctl/prediction.h"
#include "sysctl/tree.h"

namespace yama {

/// A definition as all loaders see it.
struct FoundDefinition {
  std::string file = {};   ///< the path where links end
  std::string entry = {};  ///< the path under which a loader meets it
  std::size_t line = 0;
  std::size_t offset = 0;
  std::string text = {};  ///< the line's bytes without its end
  sysctl::Kind kind = sysctl::Kind::kAssignment;
  std::optional<Scope> value = {};
  sysctl::PerLoader<sysctl::Fate> fate{};  ///< a definition that a loader meets under two paths has the better one
};

/// The definitions of the runs that are shown, each once, in the order of file and offset; all unread for a loader that
/// does not run.
std::vector<FoundDefinition> definitions_of(const sysctl::Tree& tree, const Boot& boot);

}  // namespace yama
