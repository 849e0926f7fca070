// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/assess.h"

#include <gtest/gtest.h>

#include "status/words.h"
#include "support/file_system.h"
#include "support/loaders.h"

namespace yama {
namespace {

Observation image(const test::FileSystem& files) {
  Observation seen;
  seen.image = true;
  seen.tree = files.tree();
  return seen;
}

const BootConditions kBookworm = test::with_versions("252.39", "4.0.2");

std::vector<std::string> reasons(const Observation& seen, Scope scope, const BootConditions& conditions = kBookworm) {
  return reasons_of(*assess(seen, conditions, {.scope = scope}).verdict);
}

using Texts = std::vector<std::string>;

TEST(Assess, ARightHostHasNoReasons) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", "\nkernel.yama.ptrace_scope = 1\n");
  const Status status = assess(image(files), kBookworm, {.scope = Scope{1}});
  EXPECT_TRUE(status.verdict->compliant());
  EXPECT_EQ(status.boot[test::kSystemd].value, Scope{1});
  EXPECT_EQ(status.boot[test::kSystemd].file, "/etc/sysctl.d/50-a.conf");
  EXPECT_EQ(status.boot[test::kSystemd].line, 2U);
  EXPECT_EQ(status.boot[test::kProcps].value, Scope{1});
}

TEST(Assess, EachLoaderIsToBlameForItself) {
  test::FileSystem files;
  files.file("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(reasons(image(files), Scope{1}), Texts{"systemd leaves the kernel's default at the next boot"});
  EXPECT_EQ(reasons(image(files), Scope{2}), (Texts{"systemd leaves the kernel's default at the next boot",
                                                    "procps sets 1 (/etc/sysctl.conf:1) at the next boot"}));
}

TEST(Assess, ALockOnTheWayIsAReason) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 3\n");
  files.file("/etc/sysctl.d/20-b.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(reasons(image(files), Scope{1}),
            Texts{"procps writes 3 on the way, which locks the kernel at the next boot"});
}

TEST(Assess, RunIsEmptyAtBoot) {
  test::FileSystem files;
  files.file("/run/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  const Status status = assess(image(files), kBookworm, {.scope = Scope{1}});
  EXPECT_EQ(status.boot[test::kSystemd].value, Scope{1});
  EXPECT_EQ(status.boot[test::kSystemd].value_without_run, std::nullopt);
  EXPECT_EQ(reasons_of(*status.verdict),
            (Texts{"systemd leaves the kernel's default at the next boot, when /run is empty",
                   "procps leaves the kernel's default at the next boot, when /run is empty"}));
}

TEST(Assess, AnUnknownReleaseIsAskedInEveryWay) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.* = 1\n");
  const Status status = assess(image(files), test::with_versions("252", ""), {.scope = Scope{1}});
  EXPECT_EQ(status.boot[test::kProcps].value, Scope{1});
  EXPECT_EQ(status.boot[test::kProcps].disagreements,
            Texts{"releases since 3.3.17: procps leaves the kernel's default"});
  EXPECT_EQ(reasons_of(*status.verdict), Texts{"procps leaves the kernel's default at the next boot"});
}

TEST(Assess, TheRunningKernelCountsOnALiveHost) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = image(files);
  seen.image = false;
  seen.runtime = {.yama = true, .value = Scope{0}, .writable = true, .why_not = {}};
  EXPECT_EQ(reasons(seen, Scope{1}), Texts{"the running kernel has 0"});
  seen.runtime = {.yama = false, .value = {}, .writable = false, .why_not = "left out by lsm="};
  EXPECT_EQ(reasons(seen, Scope{1}), Texts{"the running kernel has no Yama: left out by lsm="});
}

TEST(Assess, AStageAfterTheLoadersHasTheLastWord) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = image(files);
  seen.stages.push_back({.kind = StageKind::kBootUnit,
                         .time = StageTime::kAfter,
                         .file = "/etc/systemd/system/a.service",
                         .line = 4,
                         .text = {},
                         .value = Scope{3},
                         .note = "the unit a.service"});
  EXPECT_EQ(reasons(seen, Scope{1}),
            Texts{"the unit a.service sets 3 after the loaders (/etc/systemd/system/a.service:4) at the next boot"});
  EXPECT_EQ(reasons(seen, Scope{3}), Texts{});
}

TEST(Assess, ADefinitionIsListedOnceWithItsBetterFate) {
  test::FileSystem files;
  files.file("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 1\n");
  files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  const Status status = assess(image(files), kBookworm, {});
  ASSERT_EQ(status.definitions.size(), 1U);
  EXPECT_EQ(status.definitions[0].file, "/etc/sysctl.conf");
  EXPECT_EQ(status.definitions[0].fate[test::kSystemd], sysctl::Fate::kWins);
  EXPECT_EQ(status.definitions[0].fate[test::kProcps], sysctl::Fate::kWins);
}

}  // namespace
}  // namespace yama
