// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/audit_judges.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

using judge::Answer;
using judge::Blame;
using judge::Judgement;

Status status_for(Scope scope) {
  Status status;
  status.verdict = Verdict{.scope = scope};
  return status;
}

HeldJudgement held(const Judgement& judgement, AuditState state, const Status& status,
                   const std::string& root_option = "") {
  Audit audit;
  audit.state = state;
  audit.mend = Audit::Mend{.text = "reboot"};
  audit.reasons = {"procps sets 0"};
  return hold({judgement}, audit, status, root_option).front();
}

const Judgement kPass{.answer = Answer::kPass};
const Judgement kOnRunning{.answer = Answer::kFinding, .blame = Blame::kRunning};

TEST(HeldJudgement, AgreesOrNot) {
  const Status status = status_for(Scope{1});
  EXPECT_EQ(held(kPass, AuditState::kCompliant, status).agrees, true);
  EXPECT_EQ(held(kPass, AuditState::kDriftsAtReboot, status).agrees, false);
  EXPECT_EQ(held(kOnRunning, AuditState::kCompliantWithDoubts, status).agrees, false);
  EXPECT_EQ(held(kOnRunning, AuditState::kLockedStricter, status).agrees, true);
  EXPECT_EQ(held(kPass, AuditState::kUnknown, status).agrees, std::nullopt);
  EXPECT_EQ(held({.answer = Answer::kNotApplicable}, AuditState::kCompliant, status).agrees, std::nullopt);
}

TEST(HeldJudgement, WhatAPassMisses) {
  Status status = status_for(Scope{1});
  EXPECT_EQ(held(kPass, AuditState::kCompliant, status).misses, "");
  status.verdict->boot_faults = {"systemd sets 0 (/etc/sysctl.d/a.conf:1) at the next boot"};
  EXPECT_EQ(held(kPass, AuditState::kDriftsAtReboot, status).misses,
            "it does not see that systemd sets 0 (/etc/sysctl.d/a.conf:1) at the next boot");
  status.verdict->runtime_fault = "the running kernel has 3";
  EXPECT_EQ(held(kPass, AuditState::kLockedStricter, status).misses,
            "it takes the running kernel's value for right, and 1 is wanted");
}

TEST(HeldJudgement, WhatMendsTheHostComesFirst) {
  EXPECT_EQ(held(kOnRunning, AuditState::kNonCompliant, status_for(Scope{1})).to_do, "reboot");
  EXPECT_EQ(held(kPass, AuditState::kCompliant, status_for(Scope{1})).to_do, "");
}

TEST(HeldJudgement, ARightHostMayNeedAWaiver) {
  EXPECT_EQ(held(kOnRunning, AuditState::kCompliant, status_for(Scope{2})).to_do,
            "ask for a waiver: the check wants 1, and this host is to have 2");
}

TEST(HeldJudgement, ALineThatIsOutrankedIsCommentedOut) {
  const Judgement vendor{
      .answer = Answer::kFinding, .blame = Blame::kLine, .file = "/usr/lib/sysctl.d/10-a.conf", .line = 3};
  EXPECT_EQ(held(vendor, AuditState::kCompliant, status_for(Scope{1})).to_do,
            "run yama-ptrace comment-out --scope 1 --vendor-files edit, which comments out "
            "/usr/lib/sysctl.d/10-a.conf:3, or ask for a waiver");
  const Judgement own{.answer = Answer::kFinding, .blame = Blame::kLine, .file = "/etc/sysctl.d/a.conf", .line = 1};
  EXPECT_EQ(held(own, AuditState::kCompliant, status_for(Scope{1})).to_do,
            "run yama-ptrace comment-out --scope 1, which comments out /etc/sysctl.d/a.conf:1, or ask for a waiver");
}

TEST(HeldJudgement, ARightLineInAnotherForm) {
  Status status = status_for(Scope{1});
  status.definitions.push_back(
      {.file = "/etc/sysctl.d/a.conf", .entry = "/etc/sysctl.d/a.conf", .line = 1, .value = Scope{1}});
  const Judgement judged{.answer = Answer::kFinding, .blame = Blame::kLine, .file = "/etc/sysctl.d/a.conf", .line = 1};
  EXPECT_EQ(held(judged, AuditState::kCompliant, status).to_do,
            "write /etc/sysctl.d/a.conf:1 as 'kernel.yama.ptrace_scope = 1', or ask for a waiver");
}

TEST(HeldJudgement, NoLine) {
  const Judgement judged{.answer = Answer::kFinding, .blame = Blame::kNoLine, .wants = "1 to 3"};
  EXPECT_EQ(held(judged, AuditState::kCompliant, status_for(Scope{3})).to_do,
            "run yama-ptrace set 3 --persist boot_unit --maintenance-line plain, or ask for a waiver");
  EXPECT_EQ(held(judged, AuditState::kCompliant, status_for(Scope{2})).to_do,
            "have the line 'kernel.yama.ptrace_scope = 2' in a file in /etc/sysctl.d, or ask for a waiver");
}

TEST(HeldJudgement, ACommandAboutAnImageNamesIt) {
  const Judgement on_line{.answer = Answer::kFinding, .blame = Blame::kLine, .file = "/etc/sysctl.d/a.conf", .line = 1};
  EXPECT_EQ(held(on_line, AuditState::kCompliant, status_for(Scope{1}), " --root /mnt").to_do,
            "run yama-ptrace comment-out --scope 1 --root /mnt, which comments out /etc/sysctl.d/a.conf:1, "
            "or ask for a waiver");
  const Judgement no_line{.answer = Answer::kFinding, .blame = Blame::kNoLine, .wants = "1 to 3"};
  EXPECT_EQ(held(no_line, AuditState::kCompliant, status_for(Scope{3}), " --root /mnt").to_do,
            "run yama-ptrace set 3 --persist boot_unit --maintenance-line plain --root /mnt, or ask for a waiver");
}

TEST(HeldJudgement, AnErrorHasARemedyToo) {
  const Judgement value{.answer = Answer::kError, .blame = Blame::kLine, .file = "/etc/a.conf", .line = 2};
  EXPECT_EQ(held(value, AuditState::kCompliant, status_for(Scope{1})).to_do,
            "leave nothing but the value behind '=' in /etc/a.conf:2");
  const Judgement bytes{.answer = Answer::kError, .blame = Blame::kBytes, .file = "/etc/a.conf", .line = 2};
  EXPECT_EQ(held(bytes, AuditState::kCompliant, status_for(Scope{1})).to_do, "write /etc/a.conf:2 in UTF-8");
}

}  // namespace
}  // namespace yama
