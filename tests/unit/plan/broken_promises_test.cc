// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Layouts on which a promise was broken on the loaders of other distributions: it is kept now, or refused.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "plan/observation_after.h"
#include "plan/planner.h"
#include "status/faults.h"
#include "status/forecast.h"
#include "support/plan_text.h"
#include "support/vectors.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

struct Layout {
  std::string id;
  const boost::json::object* vector = nullptr;
};

/// What GoogleTest shows of a case; it would print its bytes.
void PrintTo(const Layout& shown, std::ostream* out) { *out << shown.id; }

std::vector<Layout> layouts() {
  std::vector<Layout> all;
  for (const auto& vector : test::test_data("broken_promises.json").at("vectors").as_array()) {
    all.push_back({std::string(vector.at("id").as_string()), &vector.as_object()});
  }
  return all;
}

Observation observation_of(const Layout& layout) {
  Observation seen = test::seen_of(test::file_system_of(layout.vector->at("files").as_object()));
  for (const sysctl::Loader loader : sysctl::kLoaders) {
    if (const auto* const build = layout.vector->if_contains(sysctl::row_of(loader).word)) {
      seen.loaders[loader] = {.installed = true, .version = std::string(build->as_string())};
    }
  }
  return seen;
}

class BrokenPromises : public testing::TestWithParam<Layout> {};

TEST_P(BrokenPromises, AreKeptOrRefused) {
  const Observation seen = observation_of(GetParam());
  const auto plan = make_plan(seen, test::set_to(Scope{1}));
  if (!plan) {
    EXPECT_NE(plan.error().message, "");
    return;
  }
  const Observation after = observation_after(seen, *plan);
  for (const auto& runs : forecast(after, conditions_for(after, {})).runs) {
    for (const BootRun& run : runs) {
      EXPECT_EQ(run.ends_with, Scope{1}) << run.behaviour.since;
      EXPECT_FALSE(run.prediction.uncertain) << run.behaviour.since;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, BrokenPromises, testing::ValuesIn(layouts()),
                         [](const auto& each) { return each.param.id; });

TEST(BrokenPromisesFile, MostAreKept) {
  int kept = 0;
  for (const Layout& layout : layouts()) {
    kept += make_plan(observation_of(layout), test::set_to(Scope{1})).ok() ? 1 : 0;
  }
  EXPECT_GE(kept, 25) << "a refusal of everything would pass the tests above";
}

}  // namespace
}  // namespace yama
