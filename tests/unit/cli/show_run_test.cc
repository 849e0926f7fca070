// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_run.h"

#include <gtest/gtest.h>

namespace yama::cli {
namespace {

TEST(ShowRun, SaysWhatWasDoneInOrder) {
  Report report;
  report.changed = true;
  report.reboot_required = true;
  report.actions = {"set kernel.yama.ptrace_scope = 1 in /etc/sysctl.d/a.conf"};
  report.backup_files = {"/etc/sysctl.d/a.conf.1"};
  report.warnings = {"lowers 2 to 1"};
  report.msg = "it is 1";
  EXPECT_EQ(show_run({}, report, View{}),
            "set kernel.yama.ptrace_scope = 1 in /etc/sysctl.d/a.conf\n"
            "backup: /etc/sysctl.d/a.conf.1\n"
            "note: lowers 2 to 1\n"
            "a reboot is required\n"
            "it is 1\n");
}

TEST(ShowRun, ColoursAreJudgements) {
  View view;
  view.palette = Palette(true);
  Report report;
  report.warnings = {"lowers 2 to 1"};
  report.msg = "it is 1";
  report.after = Status{};
  report.after->verdict = Verdict{};
  EXPECT_EQ(show_run({}, report, view), "note: \033[33mlowers 2 to 1\033[0m\n\033[32mit is 1\033[0m\n");
  report = report_error(Error{"it is locked"});
  EXPECT_EQ(show_run({}, report, view), "\033[31mit is locked\033[0m\n");
}

TEST(ShowRun, SentencesFitTheTerminal) {
  View view;
  view.columns = 20;
  Request request;
  request.check = true;
  Report report;
  report.actions = {"set the running kernel to 1"};
  report.msg = "it would be 1";
  EXPECT_EQ(show_run(request, report, view),
            "would have set the\n           running\n           kernel to\n           1\nit would be 1\n");
}

}  // namespace
}  // namespace yama::cli
