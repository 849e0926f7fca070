// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/definitions.h"

#include <map>
#include <string_view>
#include <utility>

namespace yama {
namespace {

using sysctl::Definition;
using sysctl::Fate;
using sysctl::Loader;

/// The strongest fate first.
bool stronger(Fate a, Fate b) { return static_cast<int>(a) < static_cast<int>(b); }

FoundDefinition found(const sysctl::Tree& tree, const Definition& definition) {
  FoundDefinition result{.file = definition.file,
                         .entry = definition.entry,
                         .line = definition.line,
                         .offset = definition.offset,
                         .text = std::string{sysctl::text_of(tree, definition)},
                         .kind = definition.kind,
                         .value = definition.value};
  result.fate.values.fill(Fate::kUnread);
  return result;
}

}  // namespace

std::vector<FoundDefinition> definitions_of(const sysctl::Tree& tree, const Boot& boot) {
  struct Merged {
    FoundDefinition row;
    sysctl::PerLoader<bool> seen{};
  };
  std::map<std::pair<std::string_view, std::size_t>, Merged> merged;
  for (const Loader loader : boot.asked) {
    const bool runs = boot.keeps_out(loader) == nullptr;
    for (const Definition& definition : boot.shown(loader).prediction.definitions) {
      const auto [item, is_new] =
          merged.try_emplace({definition.file, definition.offset}, Merged{.row = found(tree, definition)});
      auto& [row, seen] = item->second;
      if (runs && (!seen[loader] || stronger(definition.fate, row.fate[loader]))) {
        row.fate[loader] = definition.fate;
        if (definition.fate == Fate::kWins) {
          row.kind = definition.kind;
          row.value = definition.value;
        }
      }
      if (!is_new && row.kind == sysctl::Kind::kInvalid && definition.kind != sysctl::Kind::kInvalid) {
        row.kind = definition.kind;
        row.value = definition.value;
      }
      seen[loader] = true;
    }
  }
  std::vector<FoundDefinition> result;
  result.reserve(merged.size());
  for (auto& [place, definition] : merged) {
    result.push_back(std::move(definition.row));
  }
  return result;
}

}  // namespace yama
