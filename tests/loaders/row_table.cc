// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "row_table.h"

#include <iostream>
#include <string_view>

#include "ordinary.h"
#include "row_promises.h"
#include "shrink.h"
#include "vector_text.h"

namespace yama::loaders {

using End = Held::End;

void RowTable::hold(const char* kind, std::uint64_t seed, const Case& tried) {
  const Scope wanted = scope_of(static_cast<std::int64_t>(seed / 2 % 4)).value();
  for (const BuildsOfHost& host : hosts_of_all_rows()) {
    Count& count = counts_[host.name][kind];
    const Held held = hold_promise(tried, host, wanted);
    ++count.trees;
    count.refused += held.end == End::kRefused ? 1U : 0U;
    if (held.end == End::kRefused) {
      if (std::string_view(kind) == "ordinary") {
        std::cout << "refused: ordinary seed " << seed << ", " << host.name << ", set " << to_string(wanted) << ": "
                  << held.why << "\n";
      }
      continue;
    }
    if (held.end == End::kBroken) {
      ++count.broken;
      const Case small =
          shrink(tried, [&](const Case& smaller) { return hold_promise(smaller, host, wanted).end == End::kBroken; });
      std::cout << "broken: " << kind << " seed " << seed << ", " << host.name << ", set " << to_string(wanted) << ": "
                << hold_promise(small, host, wanted).why << "\n"
                << vector_text("seed-" + std::to_string(seed), small, {}) << std::endl;
    }
  }
}

std::uint64_t RowTable::run() {
  for (std::uint64_t seed = options_.first; seed < options_.first + options_.count; ++seed) {
    if (seed % 2 == 0) {
      hold("ordinary", seed, generate_ordinary(seed));
    } else {
      hold("hostile", seed, generate(seed));
    }
  }
  std::uint64_t broken = 0;
  for (const auto& [host, kinds] : counts_) {
    for (const auto& [kind, count] : kinds) {
      std::cout << "count " << host << ", " << kind << " trees " << count.trees << " refused " << count.refused
                << " broken " << count.broken << "\n";
      broken += count.broken;
    }
  }
  return broken;
}

}  // namespace yama::loaders
