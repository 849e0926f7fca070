// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/loader_table.h"

#include <gtest/gtest.h>

#include <string>

namespace yama::sysctl {
namespace {

TEST(LoaderTable, ARowForEachLoader) {
  std::string text;
  for (const Loader loader : kLoaders) {
    const LoaderRow& row = row_of(loader);
    text.append(row.word).append(": ").append(row.program).append(", from ").append(row.behaviours.front().since);
    text.append(", reloads with ").append(row.reload.empty() ? "nothing" : row.reload.front()).append("\n");
    EXPECT_EQ(loader_of(row.word), loader);
    for (const Behaviour& behaviour : row.behaviours) {
      EXPECT_EQ(behaviour.loader, loader) << behaviour.since;
    }
  }
  EXPECT_EQ(text,
            "systemd: systemd-sysctl, from 219, reloads with /usr/lib/systemd/systemd-sysctl\n"
            "procps: sysctl --system, from 3.3.10, reloads with sysctl\n"
            "busybox: busybox sysctl, from 1.30, reloads with nothing\n");
  EXPECT_EQ(loader_of("sysctl"), std::nullopt);
  EXPECT_EQ(version_examples(), "systemd=252.39 or procps=4.0.2 or busybox=1.36");
}

TEST(PerLoader, OneValueOrNone) {
  PerLoader<int> each{};
  EXPECT_EQ(common_value(kLoaders, each), 0);
  each[Loader::kProcps] = 1;
  EXPECT_EQ(common_value(kLoaders, each), std::nullopt);
  EXPECT_EQ(common_value(Loaders{Loader::kSystemd, Loader::kBusybox}, each), 0);
  EXPECT_EQ(common_value(Loaders{}, each), std::nullopt);
  EXPECT_EQ(for_each_loader([&each](Loader loader) { return each[loader] + 1; }), (PerLoader<int>{{1, 2, 1}}));
}

TEST(PerLoader, NoValueIsAValueToo) {
  PerLoader<std::optional<int>> each{};
  ASSERT_TRUE(common_value(kLoaders, each).has_value());
  EXPECT_EQ(*common_value(kLoaders, each), std::nullopt);
}

}  // namespace
}  // namespace yama::sysctl
