// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/forecast.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "status/faults.h"
#include "support/file_system.h"
#include "support/loaders.h"

namespace yama {
namespace {

using test::kProcps;
using test::kSystemd;

Observation host(const test::FileSystem& files, std::vector<Stage> stages = {}) {
  Observation seen;
  seen.image = true;
  seen.tree = files.tree();
  seen.stages = std::move(stages);
  return seen;
}

Stage stage(StageTime time, std::optional<Scope> value) {
  return {.kind = StageKind::kBootUnit, .time = time, .value = value};
}

std::string text(std::optional<Scope> value) { return value ? to_string(*value) : "-"; }

/// "systemd LEFT>END procps LEFT>END" of the runs that are shown, for Debian 12's loaders.
std::string boot(const Observation& seen, const std::string& word = {}) {
  BootConditions conditions = test::with_versions("252.39", "4.0.2");
  conditions.word = word;
  const Boot next = forecast(seen, conditions);
  std::string shown;
  for (const sysctl::Loader loader : test::kBoth) {
    const BootRun& run = next.shown(loader);
    shown += (shown.empty() ? "" : " ") + text(run.left) + ">" + text(run.ends_with);
  }
  return shown;
}

test::FileSystem with_line(const std::string& line) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/a.conf", line + "\n");
  return files;
}

TEST(Forecast, StagesBeforeAndAfterTheLoaders) {
  const test::FileSystem nothing;
  const test::FileSystem one = with_line("kernel.yama.ptrace_scope = 1");
  const Stage before = stage(StageTime::kBefore, Scope{2});
  const Stage after = stage(StageTime::kAfter, Scope{0});
  EXPECT_EQ(boot(host(nothing)), "->- ->-") << "the kernel's default";
  EXPECT_EQ(boot(host(one)), "1>1 1>1");
  EXPECT_EQ(boot(host(nothing, {before})), "2>2 2>2");
  EXPECT_EQ(boot(host(one, {before})), "1>1 1>1");
  EXPECT_EQ(boot(host(one, {before, after})), "1>0 1>0");
}

TEST(Forecast, ThreeEndsItAll) {
  const test::FileSystem one = with_line("kernel.yama.ptrace_scope = 1");
  const test::FileSystem three = with_line("kernel.yama.ptrace_scope = 3");
  EXPECT_EQ(boot(host(one, {stage(StageTime::kBefore, Scope{3})})), "3>3 3>3");
  EXPECT_EQ(boot(host(three, {stage(StageTime::kAfter, Scope{1})})), "3>3 3>3");
}

TEST(Forecast, OnlyWhatIsCertainAndActiveCounts) {
  Stage may = stage(StageTime::kAfter, Scope{0});
  may.certain = false;
  Stage inactive = stage(StageTime::kAfter, Scope{2});
  inactive.active = false;
  EXPECT_EQ(boot(host(with_line("kernel.yama.ptrace_scope = 1"), {may, inactive})), "1>1 1>1");
}

TEST(Forecast, WhatActsInNoKnownOrderMayOnlyMakeItWrong) {
  const test::FileSystem one = with_line("kernel.yama.ptrace_scope = 1");
  const test::FileSystem two = with_line("kernel.yama.ptrace_scope = 2");
  Stage beside = stage(StageTime::kBeside, Scope{1});
  beside.note = "tmpfiles";
  beside.file = "/etc/tmpfiles.d/a.conf";
  beside.line = 4;
  const Goal goal{.scope = Scope{2}};
  EXPECT_EQ(boot(host(one, {beside})), "1>1 1>1");
  EXPECT_EQ(faults_of(forecast(host(two, {beside}), {}), goal),
            std::vector<std::string>{"tmpfiles sets 1 at the same time as the loaders, so that it may come last "
                                     "(/etc/tmpfiles.d/a.conf:4) at the next boot"});
  beside.value = Scope{2};
  EXPECT_EQ(faults_of(forecast(host(two, {beside}), {}), goal), std::vector<std::string>{});
  EXPECT_EQ(faults_of(forecast(host(one, {beside}), {}), goal).size(), 2U) << "it cannot be relied on";
}

TEST(Forecast, ALoaderThatIsKeptOutLeavesWhatWasBefore) {
  Stage masked = stage(StageTime::kInstead, std::nullopt);
  masked.kind = StageKind::kLoaderService;
  masked.loader = kSystemd;
  EXPECT_EQ(boot(host(with_line("kernel.yama.ptrace_scope = 1"), {stage(StageTime::kBefore, Scope{2}), masked})),
            "2>2 1>1");
}

TEST(Forecast, AWordOnTheKernelCommandLineSkipsAStage) {
  Stage lock = stage(StageTime::kAfter, Scope{3});
  lock.skip_word = "maintenance";
  Observation seen = host(with_line("-kernel.yama.ptrace_scope = 1"), {lock});
  EXPECT_EQ(boot(seen), "1>3 1>3");
  EXPECT_EQ(boot(seen, "maintenance"), "1>1 1>1");
  seen.next_command_lines = {{.file = "/boot/grub/grub.cfg", .line = 7, .arguments = "ro maintenance"}};
  EXPECT_EQ(boot(seen), "1>1 1>1");
  EXPECT_EQ(forecast(seen, {}).stages[0].skipped_at, "/boot/grub/grub.cfg:7");
  seen.next_command_lines.push_back({.file = "/boot/grub/grub.cfg", .line = 9, .arguments = "ro"});
  EXPECT_FALSE(forecast(seen, {}).stages[0].certain) << "one of two entries skips it";
}

TEST(Forecast, FilesInRunMayBeGone) {
  test::FileSystem files = with_line("kernel.yama.ptrace_scope = 1");
  files.file("/run/sysctl.d/z.conf", "kernel.yama.ptrace_scope = 2\n");
  const Boot next = forecast(host(files), test::with_versions("252.39", "4.0.2"));
  EXPECT_EQ(next.shown(kSystemd).left, Scope{2});
  EXPECT_EQ(next.lasting(kSystemd).left, Scope{1});
  EXPECT_EQ(next.runs[kProcps].size(), 2U);
}

TEST(Forecast, AVersionThatCannotBeReadStandsForEveryKnownBehaviour) {
  const Boot next = forecast(host(with_line("kernel.yama.* = 1")), test::with_versions("252.39", ""));
  EXPECT_EQ(next.runs[kSystemd].size(), 1U);
  EXPECT_EQ(next.runs[kProcps].size(), 3U);
  EXPECT_EQ(next.runs[kProcps].front().left, std::nullopt) << "3.3.17 knows no patterns";
  EXPECT_EQ(next.shown(kProcps).left, Scope{1});
}

TEST(Forecast, WhatMayComeBeforeAndIsReplacedByEveryLoaderIsSettled) {
  Observation seen = host(with_line("kernel.yama.ptrace_scope = 1"));
  Stage earlier = stage(StageTime::kBefore, Scope{0});
  earlier.certain = false;
  seen.stages = {earlier};
  EXPECT_TRUE(forecast(seen, {}).stages[0].certain);
  EXPECT_EQ(forecast(seen, {}).stages[0].value, std::nullopt);
  seen.stages[0].value = Scope{3};
  EXPECT_FALSE(forecast(seen, {}).stages[0].certain) << "it may lock";
  seen.stages[0].value = Scope{0};
  Stage changed = stage(StageTime::kInstead, std::nullopt);
  changed.certain = false;
  seen.stages.push_back(changed);
  EXPECT_FALSE(forecast(seen, {}).stages[0].certain) << "the loader may not run";
  Observation unset = host(with_line("#"));
  unset.stages = {earlier};
  EXPECT_FALSE(forecast(unset, {}).stages[0].certain);
}

TEST(Forecast, OneOfTheKernelsOwnFilesIsLoaded) {
  Observation seen = host(with_line("#"));
  const auto file = [&seen](const std::string& path, std::string bytes) {
    seen.tree.entries[path].file = path;
    seen.tree.files[path].bytes = std::move(bytes);
  };
  file("/boot/sysctl.conf-1", "kernel.yama.ptrace_scope = 1\n");
  file("/boot/sysctl.conf-2", "kernel.yama.ptrace_scope = 1\nkernel.yama.ptrace_scope = 3\n");
  Stage kernels = stage(StageTime::kBefore, std::nullopt);
  kernels.loads =
      sysctl::SettingsLoad{.files = {"/boot/sysctl.conf-1", "/boot/sysctl.conf-2"}, .by = kSystemd, .one_of = true};
  seen.stages = {kernels};
  const Boot next = forecast(seen, {});
  EXPECT_EQ(next.stages[0].value, Scope{3});
  EXPECT_FALSE(next.stages[0].certain) << "only one of them locks";
  file("/boot/sysctl.conf-1", "kernel.yama.ptrace_scope = 3\n");
  EXPECT_TRUE(forecast(seen, {}).stages[0].certain);
  EXPECT_EQ(forecast(seen, {}).before, Scope{3});
  file("/boot/sysctl.conf-2", "kernel.yama.ptrace_scope = 3\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(forecast(seen, {}).stages[0].value, Scope{3});
  seen.stages[0].loads->files = {"/boot/sysctl.conf-2"};
  EXPECT_EQ(forecast(seen, {}).before, Scope{1}) << "systemd-sysctl writes once, procps would lock";
  seen.stages[0].loads->files = {"", "/boot/sysctl.conf-2"};
  EXPECT_FALSE(forecast(seen, {}).stages[0].certain) << "a kernel brings none";
  seen.stages[0].loads->files = {"", "/boot/sysctl.conf-9"};
  EXPECT_TRUE(forecast(seen, {}).stages[0].certain);
}

TEST(Forecast, AStageThatHasSettingsLoadedHasTheirValue) {
  test::FileSystem files = with_line("kernel.yama.ptrace_scope = 1");
  files.file("/opt/b.conf", "# b\nkernel.yama.ptrace_scope = 2\n");
  Observation seen = host(files);
  seen.tree.entries["/opt/b.conf"].file = "/opt/b.conf";
  seen.tree.files["/opt/b.conf"].bytes = "# b\nkernel.yama.ptrace_scope = 2\n";
  Stage load = stage(StageTime::kAfter, std::nullopt);
  load.loads = sysctl::SettingsLoad{.files = {"/opt/b.conf"}};
  seen.stages = {load};
  EXPECT_EQ(boot(seen), "1>2 1>2");
  const Boot next = forecast(seen, {});
  EXPECT_EQ(next.stages[0].file + ":" + std::to_string(next.stages[0].line), "/opt/b.conf:2");
  seen.stages[0].loads = sysctl::SettingsLoad{};
  EXPECT_EQ(boot(seen), "1>1 1>1") << "sysctl --system reads what the loaders read";
}

}  // namespace
}  // namespace yama
