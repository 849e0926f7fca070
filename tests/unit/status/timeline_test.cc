// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/timeline.h"

#include <gtest/gtest.h>

#include "status/assess.h"
#include "status/words.h"
#include "support/host.h"
#include "support/loaders.h"

namespace yama {
namespace {

using test::Host;

Timeline timeline(const Host& host, std::vector<Stage> stages = {}) {
  Observation seen = host.running(Scope{1});
  seen.stages.insert(seen.stages.end(), stages.begin(), stages.end());
  return timeline_of(assess(seen, conditions_for(seen, {}), {}));
}

/// "WRITES FATE FILE:LINE remark" of each step, a line for each.
std::string shown(const std::vector<Step>& steps) {
  std::string text;
  for (const Step& step : steps) {
    text += step.writes ? to_string(*step.writes) : step.certain ? "." : "?";
    text.append(" ").append(word_for(step.fate)).append(" ").append(step.file);
    text += (step.line == 0 ? "" : ":" + std::to_string(step.line)) + " " + step.remark + "\n";
  }
  return text;
}

Stage stage(StageTime time, Scope value, std::string note) {
  Stage result{.kind = StageKind::kBootUnit, .time = time};
  result.value = value;
  result.note = std::move(note);
  return result;
}

constexpr std::string_view kOne = "kernel.yama.ptrace_scope = 1\n";
constexpr std::string_view kThree = "kernel.yama.ptrace_scope = 3\n";

TEST(Timeline, SystemdDropsWhatProcpsWrites) {
  const Host host("252.39", "4.0.2");
  host.files().write("/etc/sysctl.d/10-a.conf", kThree);
  host.files().write("/etc/sysctl.d/20-b.conf", kOne);
  const Timeline way = timeline(host);
  EXPECT_EQ(shown(way.loaders[test::kSystemd].steps),
            ". overridden /etc/sysctl.d/10-a.conf:1 replaced by /etc/sysctl.d/20-b.conf:1\n"
            "1 wins /etc/sysctl.d/20-b.conf:1 sets 1\n");
  EXPECT_EQ(shown(way.loaders[test::kProcps].steps),
            "3 wins /etc/sysctl.d/10-a.conf:1 sets 3, which locks the kernel until it is rebooted\n"
            ". ignored /etc/sysctl.d/20-b.conf:1 the kernel was locked at 3 by /etc/sysctl.d/10-a.conf:1\n");
  EXPECT_EQ(way.loaders[test::kSystemd].leaves, Scope{1});
  EXPECT_EQ(way.loaders[test::kProcps].leaves, Scope{3});
}

TEST(Timeline, LinesThatAreOverwrittenWereWritten) {
  const Host host("252.39", "4.0.2");
  host.files().write("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 2\n");
  host.files().write("/etc/sysctl.d/20-b.conf", kOne);
  EXPECT_EQ(shown(timeline(host).loaders[test::kProcps].steps),
            "2 overridden /etc/sysctl.d/10-a.conf:1 sets 2, then overwritten by /etc/sysctl.d/20-b.conf:1\n"
            "1 wins /etc/sysctl.d/20-b.conf:1 sets 1\n");
}

TEST(Timeline, AFileThatIsReadThroughALinkIsToldOnce) {
  const Host host("252.39", "4.0.2");
  host.files().write("/etc/sysctl.conf", kOne);
  EXPECT_EQ(shown(timeline(host).loaders[test::kSystemd].steps),
            ". unread /etc/sysctl.conf:1 systemd-sysctl reads /etc/sysctl.conf only through a link in sysctl.d\n");
  host.files().link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  EXPECT_EQ(shown(timeline(host).loaders[test::kSystemd].steps),
            "1 wins /etc/sysctl.d/99-sysctl.conf:1 sets 1 (through a link to /etc/sysctl.conf)\n");
}

TEST(Timeline, RunIsEmptyAtBoot) {
  const Host host("252.39", "4.0.2");
  host.files().write("/run/sysctl.d/50-a.conf", kOne);
  host.files().write("/usr/lib/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 2\n");
  const Timeline way = timeline(host);
  EXPECT_EQ(shown(way.loaders[test::kSystemd].steps), "2 wins /usr/lib/sysctl.d/50-a.conf:1 sets 2\n");
  EXPECT_EQ(shown(way.gone), ". wins /run/sysctl.d/50-a.conf:1 now wins\n");
  EXPECT_EQ(way.loaders[test::kSystemd].leaves, Scope{2});
}

TEST(Timeline, StagesBefore) {
  const Host host("252.39", "4.0.2");
  const std::vector<Stage> two = {stage(StageTime::kBefore, Scope{1}, "a"), stage(StageTime::kBefore, Scope{2}, "b")};
  EXPECT_EQ(shown(timeline(host, two).before), "1 overridden  sets 1: a\n2 wins  sets 2: b\n");
  host.files().write("/etc/sysctl.conf", kOne);
  EXPECT_EQ(shown(timeline(host, two).before), "1 overridden  sets 1: a\n2 wins  sets 2: b; overwritten by procps\n");
  host.files().write("/etc/sysctl.d/a.conf", kOne);
  EXPECT_EQ(shown(timeline(host, two).before),
            "1 overridden  sets 1: a\n2 overridden  sets 2: b; overwritten by both loaders\n");
  EXPECT_EQ(
      shown(
          timeline(host, {stage(StageTime::kBefore, Scope{3}, "a"), stage(StageTime::kBefore, Scope{2}, "b")}).before),
      "3 wins  sets 3, which locks the kernel until it is rebooted: a\n"
      ". ignored  has no effect on a locked kernel: b\n");
}

TEST(Timeline, StagesAfter) {
  const Host host("252.39", "4.0.2");
  host.files().write("/etc/sysctl.conf", kThree);  // locks for procps alone
  const Timeline way =
      timeline(host, {stage(StageTime::kAfter, Scope{1}, "a"), stage(StageTime::kAfter, Scope{2}, "b")});
  EXPECT_EQ(shown(way.after),
            "1 overridden  sets 1: a; has no effect after procps, which locked the kernel\n"
            "2 wins  sets 2: b; has no effect after procps, which locked the kernel\n");
  EXPECT_EQ(way.loaders[test::kSystemd].ends_with, Scope{2});
  EXPECT_EQ(way.loaders[test::kProcps].ends_with, Scope{3});
  host.files().write("/etc/sysctl.d/a.conf", kThree);
  EXPECT_EQ(shown(timeline(host, {stage(StageTime::kAfter, Scope{1}, "a")}).after),
            ". ignored  a; has no effect after both loaders, which locked the kernel\n");
}

TEST(Timeline, WhatIsNotCertainAndWhatTakesNoPart) {
  const Host host("252.39", "4.0.2");
  std::vector<Stage> stages = {stage(StageTime::kAfter, Scope{1}, "a"), stage(StageTime::kAfter, Scope{2}, "b")};
  stages[0].certain = false;
  stages[0].skip_word = "maintenance";
  stages[1].active = false;
  const Timeline way = timeline(host, stages);
  EXPECT_EQ(shown(way.after), "? ignored  may set it: a, unless 'maintenance' is on the kernel command line\n");
  EXPECT_EQ(shown(way.without_part), ". ignored  b\n");
  EXPECT_EQ(way.loaders[test::kSystemd].ends_with, std::nullopt);
}

TEST(Timeline, AMaskedLoader) {
  const Host host("252.39", "4.0.2");
  host.files().write("/etc/sysctl.d/a.conf", kOne);
  host.files().link("/etc/systemd/system/systemd-sysctl.service", "/dev/null");
  const Timeline way = timeline(host);
  EXPECT_FALSE(way.loaders[test::kSystemd].runs);
  EXPECT_EQ(shown(way.loaders[test::kSystemd].steps),
            ". ignored /etc/systemd/system/systemd-sysctl.service does not run: systemd-sysctl.service is masked\n");
  EXPECT_EQ(way.loaders[test::kSystemd].leaves, std::nullopt);
  EXPECT_EQ(shown(way.before), "");
  EXPECT_TRUE(way.loaders[test::kProcps].runs);
}

TEST(Timeline, AServiceThatWasChanged) {
  const Host host("252.39", "4.0.2");
  host.files().write("/etc/sysctl.d/a.conf", kOne);
  host.files().write("/etc/systemd/system/systemd-sysctl.service.d/x.conf", "[Unit]\nConditionHost=x\n");
  EXPECT_EQ(shown(timeline(host).loaders[test::kSystemd].steps),
            "? ignored /etc/systemd/system/systemd-sysctl.service.d/x.conf:2 may not run as usual: "
            "systemd-sysctl.service has a condition, and it is not known whether it holds\n"
            "1 wins /etc/sysctl.d/a.conf:1 sets 1\n");
}

}  // namespace
}  // namespace yama
