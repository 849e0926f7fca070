// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the real loaders of six releases each left in the real kernel, against the models: one test a vector.

#include "support/vectors.h"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "sysctl/loader_table.h"
#include "sysctl/predict.h"

namespace yama::sysctl {
namespace {

/// Vectors that do not show a loader's boot-time run. Asserted below, so that the list cannot grow unseen.
const std::map<std::string, std::string>& out_of_scope() {
  static const std::map<std::string, std::string> kReasons = {
      {"c01", "a loader without CAP_SYS_PTRACE: at boot both have it"},
      {"e02", "argument --prefix"},
      {"e04", "argument --strict"},
      {"e05", "argument --strict, read-only /proc/sys"},
      {"e07", "argument is a file's name"},
      {"e08", "argument --prefix"},
      {"e09", "argument --strict, without CAP_SYS_PTRACE"},
      {"e11", "argument --prefix"},
      {"e12", "argument --prefix"},
  };
  return kReasons;
}

/// Builds that were made for a /usr which /lib is a part of, run on a host where it is not: they do not read
/// /lib/sysctl.d, which a host's own build does.
const std::set<std::string>& built_for_a_merged_usr() {
  static const std::set<std::string> kRuns = {"other_y03 237", "other_y03 249", "other_y05 237", "other_y05 249"};
  return kRuns;
}

struct VectorCase {
  std::string file;
  std::string id;
  const boost::json::object* vector = nullptr;
};

/// What GoogleTest shows of a case; it would print its bytes.
void PrintTo(const VectorCase& shown, std::ostream* out) { *out << shown.file << " " << shown.id; }

std::vector<VectorCase> all_vectors() {
  std::vector<VectorCase> cases;
  for (const std::string file : {"loader_vectors.json", "regression_vectors.json", "other_releases.json"}) {
    for (const auto& vector : test::test_data(file).at("vectors").as_array()) {
      cases.push_back({file, std::string(vector.at("id").as_string()), &vector.as_object()});
    }
  }
  return cases;
}

std::vector<VectorCase> vectors_in_scope() {
  std::vector<VectorCase> cases = all_vectors();
  std::erase_if(cases, [](const VectorCase& c) { return out_of_scope().contains(c.id); });
  return cases;
}

class VectorsTest : public testing::TestWithParam<VectorCase> {};

TEST_P(VectorsTest, PredictsWhatTheRealLoaderLeft) {
  const boost::json::object& vector = *GetParam().vector;
  const Tree tree = test::tree_of(vector);
  const Scope before = scope_of(vector.at("initial_scope").as_int64()).value();
  int compared = 0;
  for (const Loader loader : kLoaders) {
    const std::string_view name = row_of(loader).word;
    const auto* const versions = vector.at("observed").as_object().if_contains(name);
    if (versions == nullptr) {
      continue;
    }
    for (const auto& observed : versions->as_object()) {
      if (built_for_a_merged_usr().contains(GetParam().id + " " + std::string(observed.key()))) {
        continue;
      }
      const std::vector<Behaviour> behaviours = behaviours_of(loader, observed.key());
      ASSERT_EQ(behaviours.size(), 1U) << observed.key();
      const Prediction prediction = predict(behaviours.front(), tree, kPtraceScope, before);
      const std::int64_t scope = observed.value().as_array().at(0).as_int64();
      if (!behaviours.front().ordered_table && prediction.uncertain) {
        ++compared;  // two spellings of a key: chance decided which was written last
        continue;
      }
      EXPECT_EQ(number_of(prediction.value.value_or(before)), scope) << name << " " << observed.key();
      EXPECT_FALSE(prediction.uncertain) << name << " " << observed.key();
      if (prediction.value) {
        ASSERT_TRUE(prediction.winner) << name;
        EXPECT_EQ(prediction.definitions.at(*prediction.winner).fate, Fate::kWins) << name;
        EXPECT_EQ(prediction.definitions.at(*prediction.winner).value, prediction.value) << name;
      }
      ++compared;
    }
  }
  EXPECT_GT(compared, 0);
}

INSTANTIATE_TEST_SUITE_P(, VectorsTest, testing::ValuesIn(vectors_in_scope()),
                         [](const auto& each) { return each.param.id; });

TEST(VectorsFileTest, HoldsAllVectorsAndNoMoreExceptions) {
  EXPECT_EQ(test::test_data("loader_vectors.json").at("vectors").as_array().size(), 117U);
  int special = 0;
  for (const VectorCase& c : all_vectors()) {
    EXPECT_FALSE(c.vector->contains("predicted")) << c.id << ": only what a loader left is a test";
    const bool has_condition = c.vector->contains("systemd_sysctl_args") || c.vector->contains("without_capability") ||
                               c.vector->contains("proc_sys");
    EXPECT_EQ(has_condition, out_of_scope().contains(c.id)) << c.id;
    special += has_condition ? 1 : 0;
  }
  EXPECT_EQ(special, 9);
}

}  // namespace
}  // namespace yama::sysctl
