// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/audit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "status/assess.h"
#include "status/words.h"
#include "support/host.h"

namespace yama {
namespace {

using Texts = std::vector<std::string>;

Audit audited(const Observation& seen, Scope scope = Scope{1}, bool minimum = false, const std::string& root = "/") {
  Request request;
  request.root = root;
  request.scope = scope;
  request.minimum = minimum;
  const Status status = assess(seen, conditions_for(seen, {}), goal_of(request));
  return audit_of(seen, status, find_fix(seen, request, status), request, 0);
}

std::string state(const Audit& audit) { return std::string{word_for(audit.state)}; }

class AuditRecord : public testing::Test {
 protected:
  AuditRecord() : host_("252.39", "4.0.2") {
    host_.files().write("/usr/lib/systemd/systemd", "");
    host_.files().write("/usr/lib/os-release",
                        "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
  }

  void file(const std::string& path, const std::string& text) { host_.files().write(path, text); }

  [[nodiscard]] Observation running(Scope value) const { return host_.running(value); }

 private:
  test::Host host_;
};

TEST_F(AuditRecord, RightNowAndAtTheNextBoot) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  const Audit audit = audited(running(Scope{1}));
  EXPECT_EQ(state(audit), "compliant");
  EXPECT_EQ(audit.summary, "right for 1, in the running kernel and at the next boot");
  EXPECT_EQ(audit.reasons, Texts{});
  EXPECT_EQ(audit.doubts, Texts{});
  EXPECT_FALSE(audit.mend);
  EXPECT_EQ(audit.system.name, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(audit.system.id + " " + audit.system.version, "debian 12");
  EXPECT_EQ(audit.init, "systemd");
}

TEST_F(AuditRecord, WithDoubts) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = running(Scope{1});
  seen.stages.push_back({.kind = StageKind::kHook,
                         .time = StageTime::kBeside,
                         .file = "/etc/a.sh",
                         .line = 2,
                         .certain = false,
                         .note = "a script"});
  const Audit audit = audited(seen);
  EXPECT_EQ(state(audit), "compliant_with_doubts");
  EXPECT_EQ(audit.doubts, Texts{"a script may set it (/etc/a.sh:2)"});
  EXPECT_EQ(audit.summary,
            "right for 1, in the running kernel and at the next boot, with doubts: a script may set it (/etc/a.sh:2)");
  EXPECT_FALSE(audit.mend);
}

TEST_F(AuditRecord, RightUntilTheNextBoot) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 0\n");
  const Audit audit = audited(running(Scope{1}));
  EXPECT_EQ(state(audit), "drifts_at_reboot");
  EXPECT_EQ(audit.summary,
            "right for 1 until the next boot: systemd sets 0 (/etc/sysctl.d/50-a.conf:1) at the next boot");
  EXPECT_EQ(audit.mend->command, "yama-ptrace set 1");
  EXPECT_EQ(audit.mend->text, "run yama-ptrace set 1");
  EXPECT_FALSE(audit.mend->reboot);
}

TEST_F(AuditRecord, TheRunningKernelIsWrong) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  const Audit audit = audited(running(Scope{0}));
  EXPECT_EQ(state(audit), "non_compliant");
  EXPECT_EQ(audit.summary, "wrong for 1: the running kernel has 0");
  Observation without = running(Scope{0});
  without.runtime = {.yama = false, .value = {}, .writable = false, .why_not = "left out by lsm="};
  EXPECT_EQ(state(audited(without)), "non_compliant");
  EXPECT_EQ(audited(without).summary, "wrong for 1: the running kernel has no Yama: left out by lsm=");
}

TEST_F(AuditRecord, LockedAtThree) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  const Audit audit = audited(running(Scope{3}));
  EXPECT_EQ(state(audit), "locked_stricter");
  EXPECT_EQ(audit.summary, "locked at 3, and 1 is wanted: only a reboot lowers it, and the next boot has 1");
  EXPECT_EQ(audit.mend->text, "reboot");
  EXPECT_EQ(audit.mend->command, "");
  EXPECT_TRUE(audit.mend->reboot);
  EXPECT_EQ(state(audited(running(Scope{3}), Scope{3}, true)), "drifts_at_reboot");
  EXPECT_EQ(state(audited(running(Scope{3}), Scope{1}, true)), "compliant") << "a stricter one is right too";
}

TEST_F(AuditRecord, LockedAtThreeAndTheNextBootIsWrongToo) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 3\n");
  const Audit audit = audited(running(Scope{3}));
  EXPECT_EQ(state(audit), "locked_stricter");
  EXPECT_EQ(audit.summary,
            "locked at 3, and 1 is wanted: only a reboot lowers it, and the next boot is wrong too: "
            "systemd writes 3 on the way, which locks the kernel at the next boot");
  EXPECT_EQ(audit.mend->text, "run yama-ptrace set 1, then reboot");
  EXPECT_EQ(audit.mend->command, "yama-ptrace set 1");
  EXPECT_TRUE(audit.mend->reboot);
}

TEST_F(AuditRecord, AContainer) {
  Observation seen = running(Scope{0});
  seen.facts.container = "podman";
  const Audit audit = audited(seen);
  EXPECT_EQ(state(audit), "not_applicable");
  EXPECT_EQ(audit.summary, "not applicable: this is a container (podman), and the kernel belongs to its host");
  EXPECT_FALSE(audit.mend);
  EXPECT_TRUE(std::ranges::all_of(audit.judges, [](const HeldJudgement& held) { return !held.agrees; }));
}

TEST_F(AuditRecord, NoLoaderIsKnownToRun) {
  Observation seen = running(Scope{1});
  seen.stages.push_back({.kind = StageKind::kUnknownLoader, .time = StageTime::kInstead, .note = "nobody knows"});
  const Audit audit = audited(seen);
  EXPECT_EQ(state(audit), "unknown");
  EXPECT_EQ(audit.summary, "not known for 1: nobody knows");
}

TEST_F(AuditRecord, WhatCouldNotBeSeen) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = running(Scope{1});
  seen.as_root = false;
  seen.unseen = {"/var/spool/cron/crontabs"};
  const Audit audit = audited(seen);
  EXPECT_EQ(state(audit), "unknown");
  EXPECT_EQ(audit.summary,
            "not known for 1: /var/spool/cron/crontabs, which may set the value, cannot be read by this user: "
            "run it as root");
  EXPECT_EQ(audit.reasons.size(), 1U);
  EXPECT_EQ(audit.mend->command, "");
  EXPECT_EQ(audit.mend->text, "ask again as root");
  EXPECT_TRUE(std::ranges::all_of(audit.judges, [](const HeldJudgement& held) { return !held.agrees; }));
  EXPECT_EQ(state(audited(running(Scope{1}))), "compliant");
}

TEST_F(AuditRecord, AWrongValueIsWrongAlthoughNotAllWasSeen) {
  Observation seen = running(Scope{0});
  seen.unseen = {"/var/spool/cron/crontabs"};
  EXPECT_EQ(state(audited(seen)), "non_compliant");
}

TEST_F(AuditRecord, AnImage) {
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = running(Scope{0});
  seen.image = true;
  seen.runtime = {};
  EXPECT_EQ(audited(seen).summary, "right for 1 at the next boot");
  EXPECT_EQ(state(audited(seen, Scope{2})), "non_compliant");
}

TEST_F(AuditRecord, EveryCommandAboutAnImageNamesIt) {
  file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 0\n");
  file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = running(Scope{0});
  seen.image = true;
  seen.runtime = {};
  EXPECT_EQ(audited(seen, Scope{2}, false, "/mnt/my image").mend->command, "yama-ptrace set 2 --root '/mnt/my image'");
  const Audit right = audited(seen, Scope{1}, false, "/mnt/my image");
  const auto openscap = std::ranges::find_if(
      right.judges, [](const HeldJudgement& held) { return held.judgement.id == "complianceascode"; });
  ASSERT_NE(openscap, right.judges.end());
  EXPECT_EQ(openscap->to_do,
            "run yama-ptrace comment-out --scope 1 --root '/mnt/my image', which comments out "
            "/etc/sysctl.d/10-a.conf:1, or ask for a waiver");
}

TEST_F(AuditRecord, TheWayOfTheValue) {
  file("/usr/lib/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 0\n");
  file("/usr/lib/sysctl.d/60-b.conf", "kernel.yama.ptrace_scope = 2\n");
  file("/etc/sysctl.d/60-b.conf", "kernel.yama.ptrace_scope = 1\n");
  file("/run/sysctl.d/70-c.conf", "kernel.yama.ptrace_scope = 3\n");
  const Audit audit = audited(running(Scope{1}));
  Texts steps;
  for (const WayStep& step : audit.way) {
    steps.push_back(step.what + " " + step.file + " " + std::string{step.effect} + " " +
                    (step.value ? to_string(*step.value) : "-") + " " +
                    (step.loader ? std::string{word_for(*step.loader)} : "-"));
  }
  EXPECT_EQ(
      steps,
      (Texts{"the kernel's default  nothing - -", "a line /usr/lib/sysctl.d/10-a.conf outranked 0 systemd",
             "a line /etc/sysctl.d/60-b.conf sets 1 systemd", "a line /usr/lib/sysctl.d/60-b.conf shadowed 2 systemd",
             "a line /usr/lib/sysctl.d/10-a.conf outranked 0 procps", "a line /etc/sysctl.d/60-b.conf sets 1 procps",
             "a line /usr/lib/sysctl.d/60-b.conf shadowed 2 procps", "a line /run/sysctl.d/70-c.conf nothing 3 -"}));
}

}  // namespace
}  // namespace yama
