// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vector_text.h"

#include "protocol/write_vector.h"
#include "sysctl/loader_table.h"

namespace yama::loaders {

std::string vector_text(const std::string& id, const Case& shown, const Observed& observed) {
  TestVector vector = {.id = id, .initial_scope = scope_of(shown.before).value(), .files = shown.files.nodes()};
  for (const auto& [word, versions] : observed) {
    auto& scopes = vector.observed[sysctl::loader_of(word).value()];
    for (const auto& [version, scope] : versions) {
      scopes[version.substr(version.find(':') + 1)] = scope_of(scope);  // without the epoch
    }
  }
  return protocol::vector_text(vector);
}

}  // namespace yama::loaders
