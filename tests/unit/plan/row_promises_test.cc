// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// `set N` on random trees, as hosts of every row of behaviour: N from each behaviour, or a refusal; then undo. A
// sample: the suite loaders-many does it on 1,000 trees.

#include "loaders/row_promises.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "loaders/generator.h"
#include "loaders/ordinary.h"

namespace yama {

namespace loaders {

/// What GoogleTest shows of a case; it would print its bytes.
void PrintTo(const BuildsOfHost& shown, std::ostream* out) { *out << shown.name; }

}  // namespace loaders

namespace {

using loaders::BuildsOfHost;
using End = loaders::Held::End;

class RowPromises : public testing::TestWithParam<BuildsOfHost> {};

TEST_P(RowPromises, AreKeptOrRefused) {
  constexpr std::uint64_t kTrees = 12;
  for (std::uint64_t seed = 1; seed <= kTrees; ++seed) {
    const Scope wanted = scope_of(static_cast<std::int64_t>(seed % 4)).value();
    const auto held = hold_promise(loaders::generate(seed), GetParam(), wanted);
    EXPECT_NE(held.end, End::kBroken) << "seed " << seed << ", set " << to_string(wanted) << ": " << held.why;
  }
}

TEST_P(RowPromises, AreKeptOnOrdinaryTrees) {
  constexpr std::uint64_t kTrees = 12;
  for (std::uint64_t seed = 1; seed <= kTrees; ++seed) {
    const Scope wanted = scope_of(static_cast<std::int64_t>(seed % 4)).value();
    const auto held = hold_promise(loaders::generate_ordinary(seed), GetParam(), wanted);
    EXPECT_EQ(held.end, End::kKept) << "seed " << seed << ", set " << to_string(wanted) << ": " << held.why;
  }
}

INSTANTIATE_TEST_SUITE_P(, RowPromises, testing::ValuesIn(loaders::hosts_of_all_rows()), [](const auto& each) {
  std::string name;
  for (const char c : each.param.name) {
    name += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? c : '_';
  }
  return name;
});

}  // namespace
}  // namespace yama
