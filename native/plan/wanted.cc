// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/wanted.h"

#include <optional>
#include <span>
#include <string_view>

#include "base/text.h"
#include "plan/marks.h"
#include "status/words.h"
#include "sysctl/paths.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

/// The last line with a value that a loader reads: systemd's winner first, as it is what most hosts run.
std::optional<Wanted> wanted_by_lines(const Status& status, bool vendor) {
  for (const BootValue& boot : status.boot) {
    std::optional<Wanted> last;
    for (const sysctl::Definition& definition : boot.trace) {
      const bool live = definition.fate != sysctl::Fate::kUnread && definition.fate != sysctl::Fate::kShadowed;
      if (!live || !definition.value || sysctl::belongs_to_package(definition.file) != vendor) {
        continue;
      }
      if (vendor && *definition.value == Scope::kClassic) {
        continue;  // a package that keeps the kernel as it is without Yama asks for nothing
      }
      last = Wanted{.scope = *definition.value, .by = place_text(definition.entry, definition.line)};
      if (definition.fate == sysctl::Fate::kWins) {
        break;
      }
    }
    if (last) {
      return last;
    }
  }
  return std::nullopt;
}

/// What this product was told before: its boot unit, else its line.
std::optional<Wanted> wanted_by_traces(const Observation& seen) {
  if (const auto lock = seen.units.find(unit::kLockUnit);
      lock != seen.units.end() && lock->second.enabled() && unit::is_lock_unit(lock->second.bytes)) {
    return Wanted{.scope = Scope::kNoAttach, .by = lock->second.path};
  }
  for (const auto& [path, file] : seen.tree.files) {
    const auto owned = marks::find_owned(file.bytes);
    for (const Scope scope : owned ? std::span{kAllScopes} : std::span<const Scope>{}) {
      const std::string_view line = file.bytes.view().substr(owned->offset, owned->length);
      if (line == marks::assignment(scope, false) || line == marks::assignment(scope, true)) {
        return Wanted{.scope = scope, .by = path};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

Wanted wanted_scope(const Observation& seen, const Request& request, const Status& status) {
  if (request.scope) {
    return {.scope = *request.scope, .by = {}};
  }
  if (auto by_traces = wanted_by_traces(seen)) {
    return *by_traces;
  }
  if (auto by_administrator = wanted_by_lines(status, false)) {
    return *by_administrator;
  }
  return wanted_by_lines(status, true).value_or(Wanted{.scope = Scope::kRestricted, .by = {}});
}

}  // namespace yama
