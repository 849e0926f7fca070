// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <gtest/gtest.h>

#include "observe/boot/kernel_arguments.h"
#include "observe/credentials.h"
#include "observe/loader_service.h"
#include "status/assess.h"
#include "status/words.h"
#include "support/file_system.h"
#include "support/loaders.h"
#include "support/scratch.h"

namespace yama {
namespace {

/// A host that both loaders leave at 1, with these stages around them.
Observation host(std::vector<Stage> stages) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen;
  seen.image = true;
  seen.tree = files.tree();
  seen.stages = std::move(stages);
  return seen;
}

Status status_of(const Observation& seen, Scope scope) {
  return assess(seen, test::with_versions("252.39", "4.0.2"), {.scope = scope});
}

using Texts = std::vector<std::string>;
Texts reasons(const Observation& seen, Scope scope) { return reasons_of(*status_of(seen, scope).verdict); }

std::vector<Stage> arguments(std::string_view line) { return boot::stages_of_running_kernel(line, "6.1"); }

std::vector<Stage> masked() {
  const test::Scratch scratch;
  scratch.link("/etc/systemd/system/systemd-sysctl.service", "/dev/null");
  return services::stages_of_loader_service(scratch.root());
}

const std::string kMasked = "systemd-sysctl.service is masked (/etc/systemd/system/systemd-sysctl.service)";

TEST(VerdictOfStages, CommandLine) {
  EXPECT_EQ(reasons(host(arguments("sysctl.kernel.yama.ptrace_scope=2")), Scope{1}), Texts{})
      << "the loaders come later";
  EXPECT_EQ(reasons(host(arguments("sysctl.kernel.yama.ptrace_scope=3")), Scope{1}),
            Texts{"the kernel command line sets 3 before the loaders, which locks the kernel at the next boot"});
  EXPECT_EQ(reasons(host(arguments("lsm=apparmor")), Scope{1}),
            Texts{"the kernel command line leaves Yama out: lsm=apparmor"});
}

TEST(VerdictOfStages, AScriptThatMayLoadFiles) {
  Stage script{.kind = StageKind::kScheduled,
               .time = StageTime::kBeside,
               .file = "/etc/cron.d/x",
               .line = 1,
               .certain = false,
               .note = "cron",
               .loads = sysctl::SettingsLoad{.files = {"/opt/b.conf"}}};
  Observation seen = host({script});
  EXPECT_EQ(status_of(seen, Scope{1}).verdict->doubts, Texts{}) << "nothing about the key is in it";
  seen.tree.entries["/opt/b.conf"].file = "/opt/b.conf";
  seen.tree.files["/opt/b.conf"].bytes = "kernel.yama.ptrace_scope = 0\n";
  EXPECT_EQ(status_of(seen, Scope{1}).verdict->doubts, Texts{"cron may set 0 (/opt/b.conf:1)"});
  EXPECT_EQ(status_of(seen, Scope{0}).verdict->doubts, Texts{});
}

TEST(VerdictOfStages, MaskedLoader) {
  const Observation seen = host(masked());
  EXPECT_EQ(reasons(seen, Scope{1}), Texts{kMasked});
  const Status status = status_of(seen, Scope{1});
  EXPECT_EQ(status.boot[test::kSystemd].value, std::nullopt);
  EXPECT_EQ(status.boot[test::kSystemd].file, "");
  EXPECT_EQ(status.boot[test::kSystemd].notes, Texts{"systemd-sysctl.service is masked"});
  EXPECT_EQ(status.boot[test::kProcps].value, Scope{1}) << "procps is not asked by systemd";
}

TEST(VerdictOfStages, MaskedLoaderDoesNotMatterWhereOthersSetTheValue) {
  std::vector<Stage> stages = arguments("sysctl.kernel.yama.ptrace_scope=1");
  append(stages, masked());
  EXPECT_EQ(reasons(host(stages), Scope{1}), Texts{});
  EXPECT_EQ(reasons(host(stages), Scope{2}),
            (Texts{kMasked, "procps sets 1 (/etc/sysctl.d/50-a.conf:1) at the next boot"}));
}

TEST(VerdictOfStages, WhatIsNotCertainOrNotActiveFailsNothing) {
  std::vector<Stage> stages = arguments("sysctl.kernel.yama.ptrace_scope=3");
  append(stages, arguments("lsm=apparmor"));
  stages[0].certain = false;
  stages[1].active = false;
  EXPECT_EQ(reasons(host(stages), Scope{1}), Texts{});
  EXPECT_EQ(status_of(host(stages), Scope{1}).verdict->doubts, Texts{"the kernel command line may set 3"});
  EXPECT_EQ(status_of(host(stages), Scope{3}).verdict->doubts, Texts{}) << "it may only set what is wanted";
}

TEST(VerdictOfStages, DoubtsSayWhere) {
  const test::Scratch files;
  files.write("/etc/credstore.encrypted/sysctl.extra", "x");
  files.write("/etc/systemd/system/systemd-sysctl.service.d/x.conf", "[Service]\nExecStartPre=/opt/check\n");
  std::vector<Stage> stages = services::stages_of_loader_service(files.root());
  append(stages, services::stages_of_credentials(files.root(), "257.9"));
  EXPECT_EQ(status_of(host(stages), Scope{1}).verdict->doubts,
            (Texts{"systemd-sysctl.service is changed by a drop-in "
                   "(/etc/systemd/system/systemd-sysctl.service.d/x.conf:2)",
                   "an encrypted credential with settings may set it (/etc/credstore.encrypted/sysctl.extra)"}));
}

TEST(VerdictOfStages, TunedFollowsTheFiles) {
  Observation seen = host({});
  const tuned::Action write{.note = "tuned's profile mine",
                            .file = "/etc/tuned/mine/tuned.conf",
                            .line = 3,
                            .text = "kernel.yama.ptrace_scope = 0",
                            .value = "0"};
  seen.tuned = tuned::Tuned{.enabled = true,
                            .ways = {{.actions = {write, {.kind = tuned::Action::Kind::kReload}}, .reload = {}}}};
  EXPECT_EQ(reasons(seen, Scope{1}), Texts{}) << "it loads /etc/sysctl.d again";
  seen.tuned->ways.front().actions.pop_back();
  EXPECT_EQ(reasons(seen, Scope{1}),
            Texts{"tuned's profile mine sets 0 after the loaders (/etc/tuned/mine/tuned.conf:3) at the next boot"});
}

TEST(VerdictOfStages, WhatTunedLeavesAsItIsIsNoDoubt) {
  Observation seen = host({});  // its files give 1
  const tuned::Action write{.note = "tuned's profile mine", .file = "/a.conf", .line = 2, .value = "0"};
  seen.tuned = tuned::Tuned{.enabled = true, .ways = {{.actions = {write}, .reload = {}}, {}}};
  EXPECT_EQ(status_of(seen, Scope{1}).verdict->doubts, Texts{"tuned's profile mine may set 0 (/a.conf:2)"});
  seen.tuned->ways.front().actions.front().value = "<2";
  EXPECT_EQ(status_of(seen, Scope{1}).verdict->doubts, Texts{}) << "2 is what no loader leaves";
  EXPECT_EQ(reasons(seen, Scope{1}), Texts{});
  seen.tuned->ways.pop_back();
  seen.tuned->ways.front().actions.front().value = ">2";
  EXPECT_EQ(reasons(seen, Scope{1}),
            Texts{"tuned's profile mine sets 2 after the loaders (/a.conf:2) at the next boot"});
}

}  // namespace
}  // namespace yama
