// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What busybox of four Debian releases left when it loaded /etc/sysctl.conf and then each file of /etc/sysctl.d, one by
// one: the program itself, without a distribution's script.

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "support/file_system.h"
#include "support/vectors.h"
#include "sysctl/paths.h"
#include "sysctl/predict.h"
#include "sysctl/script.h"

namespace yama::sysctl {
namespace {

constexpr std::array<std::string_view, 2> kOrder = {kSysctlConf, "/etc/sysctl.d"};

TEST(BusyboxFiles, OneByOne) {
  const Script one_by_one = {.word = "", .title = "the laboratory", .source = "", .order = kOrder};
  int compared = 0;
  for (const auto& vector : test::test_data("other_releases.json").at("vectors").as_array()) {
    const auto* const observed = vector.at("observed").as_object().if_contains("busybox sysctl -p");
    if (observed == nullptr) {
      continue;
    }
    const Tree tree = test::tree_of(vector.as_object());
    const Scope before = scope_of(vector.at("initial_scope").as_int64()).value();
    for (const auto& [version, left] : observed->as_object()) {
      Behaviour behaviour = behaviours_of(Loader::kBusybox, version).front();
      behaviour.script = &one_by_one;
      const Prediction prediction = predict(behaviour, tree, kPtraceScope, before);
      EXPECT_EQ(number_of(prediction.value.value_or(before)), left.as_array().at(0).as_int64())
          << vector.at("id") << " " << version;
      EXPECT_FALSE(prediction.uncertain) << vector.at("id") << " " << version;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 124);
}

TEST(BusyboxFiles, APatternInAShadowedFileIsShown) {
  test::FileSystem files;
  files.file("/usr/lib/sysctl.d/a.conf", "kernel.yama.* = 1\n");
  files.file("/etc/sysctl.d/a.conf", "\n");
  const Prediction left = predict(behaviours_of(Loader::kBusybox, "1.36 alpine").front(), files.tree(), kPtraceScope);
  ASSERT_EQ(left.definitions.size(), 1U);
  EXPECT_EQ(left.definitions[0].fate, Fate::kShadowed);
}

}  // namespace
}  // namespace yama::sysctl
