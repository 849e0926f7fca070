// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_status.h"

#include <gtest/gtest.h>

#include "plan/fix.h"
#include "status/assess.h"
#include "support/host.h"

namespace yama::cli {
namespace {

using test::Host;

View terminal(std::size_t columns) {
  View view;
  view.columns = columns;
  view.host = "web2";
  return view;
}

std::string page_of(const Observation& seen, const Request& request = {}, const View& view = terminal(80)) {
  Report report;
  report.before = assess(seen, conditions_for(seen, {}), {.scope = request.scope, .minimum = request.minimum});
  report.fix = find_fix(seen, request, *report.before);
  return show_status(report, request, view);
}

Request judged_by(Scope scope) {
  Request request;
  request.scope = scope;
  return request;
}

void line(const Host& host, std::string_view file, std::string_view value) {
  host.files().write(file, "kernel.yama.ptrace_scope = " + std::string{value} + "\n");
}

TEST(ShowStatus, AWrongHost) {
  const Host host("252.39", "4.0.2");
  line(host, "/usr/lib/sysctl.d/99-zz-vendor.conf", "0");
  line(host, "/etc/sysctl.conf", "1");
  EXPECT_EQ(page_of(host.running(Scope{0}), judged_by(Scope{1})),
            "web2  kernel.yama.ptrace_scope      WRONG for 1 (restricted: only descendants)\n"
            "    now        0  classic\n"
            "    next boot  0  systemd-sysctl 252.39  /usr/lib/sysctl.d/99-zz-vendor.conf:1\n"
            "               1  sysctl --system 4.0.2  /etc/sysctl.conf:1\n"
            "  fix: yama-ptrace set 1      why: yama-ptrace explain --scope 1\n");
}

TEST(ShowStatus, JudgesByWhatTheHostAsksFor) {
  const Host host("252.39", "4.0.2");
  host.files().write("/usr/lib/systemd/systemd", "");
  line(host, "/etc/sysctl.d/50-a.conf", "2");
  EXPECT_EQ(page_of(host.running(Scope{2})),
            "web2  kernel.yama.ptrace_scope  right for 2 (admin-only: needs CAP_SYS_PTRACE)\n"
            "    wanted     2  as asked by            /etc/sysctl.d/50-a.conf:1\n"
            "    now        2  admin-only\n"
            "    next boot  2  systemd-sysctl 252.39  /etc/sysctl.d/50-a.conf:1\n"
            "    by hand    2  sysctl --system 4.0.2  /etc/sysctl.d/50-a.conf:1\n"
            "  nothing to do      how: yama-ptrace explain\n");
  const Host fedora("252.39", "4.0.2");
  line(fedora, "/usr/lib/sysctl.d/10-default-yama-scope.conf", "0");
  EXPECT_EQ(page_of(fedora.running(Scope{0})).substr(0, 110),
            "web2  kernel.yama.ptrace_scope      WRONG for 1 (restricted: only descendants)\n"
            "    wanted     1  by default   ");
}

TEST(ShowStatus, ADoubtfulHost) {
  const Host host("252.39", "4.0.2");
  line(host, "/etc/sysctl.d/50-a.conf", "1");
  host.files().write("/etc/systemd/system/other.service",
                     "[Service]\nExecStart=/bin/sh -c 'for i in 0; do sysctl -w kernel.yama.ptrace_scope=$i; done'\n");
  host.files().link("/etc/systemd/system/multi-user.target.wants/other.service", "../other.service");
  EXPECT_EQ(page_of(host.running(Scope{1}), judged_by(Scope{1})),
            "web2  kernel.yama.ptrace_scope      right for 1, with doubts (restricted)\n"
            "    now        1  restricted\n"
            "    next boot  1  systemd-sysctl 252.39  /etc/sysctl.d/50-a.conf:1\n"
            "               1  sysctl --system 4.0.2  /etc/sysctl.d/50-a.conf:1\n"
            "  ? the unit other.service may set it (/etc/systemd/system/other.service:2)\n"
            "  look at each doubt      how: yama-ptrace explain --scope 1\n");
}

TEST(ShowStatus, AHostThatIsLocked) {
  const Host host("252.39", "4.0.2");
  line(host, "/etc/sysctl.d/50-a.conf", "1");
  EXPECT_EQ(page_of(host.running(Scope{3}), judged_by(Scope{1})),
            "web2  kernel.yama.ptrace_scope      WRONG for 1 (restricted: only descendants)\n"
            "    now        3  no-attach\n"
            "    next boot  1  systemd-sysctl 252.39  /etc/sysctl.d/50-a.conf:1\n"
            "               1  sysctl --system 4.0.2  /etc/sysctl.d/50-a.conf:1\n"
            "  fix: reboot      why: yama-ptrace explain --scope 1\n");
}

TEST(ShowStatus, AContainerAndAKernelWithoutYama) {
  const Host host("252.39", "4.0.2");
  line(host, "/etc/sysctl.d/50-a.conf", "1");
  Observation seen = host.running(Scope{0});
  seen.facts.container = "podman";
  const std::string page = page_of(seen, judged_by(Scope{1}));
  EXPECT_EQ(page.substr(0, page.find('\n')), "web2  kernel.yama.ptrace_scope      NOT APPLICABLE");
  EXPECT_NE(page.find("\n  nothing to do here      why: yama-ptrace explain --scope 1\n"), std::string::npos) << page;
  Observation without = host.running(Scope{0});
  without.runtime = {.yama = false, .value = {}, .writable = false, .why_not = "it was built without it"};
  EXPECT_EQ(page_of(without, judged_by(Scope{1})),
            "web2  kernel.yama.ptrace_scope      WRONG for 1 (restricted: only descendants)\n"
            "    now        -  no Yama                it was built without it\n"
            "    next boot  1  systemd-sysctl 252.39  /etc/sysctl.d/50-a.conf:1\n"
            "               1  sysctl --system 4.0.2  /etc/sysctl.d/50-a.conf:1\n"
            "  no fix from here: the running kernel has no Yama: it was built without it\n"
            "  why: yama-ptrace explain --scope 1\n");
}

TEST(ShowStatus, WhatStandsBesideTheLoaders) {
  const Host host("252.39", "4.0.2");
  host.files().write("/usr/lib/systemd/systemd", "");
  line(host, "/etc/sysctl.d/50-a.conf", "1");
  host.files().write("/usr/lib/ufw/ufw-init", "");
  host.files().write("/etc/ufw/ufw.conf", "ENABLED=yes\n");
  host.files().write("/etc/default/ufw", "IPT_SYSCTL=/etc/ufw/sysctl.conf\n");
  host.files().write("/etc/ufw/sysctl.conf", "kernel/yama/ptrace_scope=0\n");
  EXPECT_EQ(page_of(host.running(Scope{1}), judged_by(Scope{1})),
            "web2  kernel.yama.ptrace_scope      WRONG for 1 (restricted: only descendants)\n"
            "    now         1  restricted\n"
            "    next boot   1  systemd-sysctl 252.39  /etc/sysctl.d/50-a.conf:1\n"
            "    by hand     1  sysctl --system 4.0.2  /etc/sysctl.d/50-a.conf:1\n"
            "    then        0  ufw                    /etc/ufw/sysctl.conf:1\n"
            "    in the end  0\n"
            "  fix: yama-ptrace set 1      why: yama-ptrace explain --scope 1\n");
}

TEST(ShowStatus, ColoursAreJudgements) {
  const Host host("252.39", "4.0.2");
  host.files().write("/usr/lib/systemd/systemd", "");
  line(host, "/usr/lib/sysctl.d/99-zz-vendor.conf", "0");
  line(host, "/etc/sysctl.d/50-a.conf", "1");
  View view = terminal(80);
  view.palette = Palette(true);
  view.with_sudo = true;
  const std::string page = page_of(host.running(Scope{1}), judged_by(Scope{1}), view);
  EXPECT_NE(page.find("\033[31mWRONG for 1\033[0m (restricted"), std::string::npos) << page;
  EXPECT_NE(page.find("now        \033[32m1\033[0m  restricted"), std::string::npos) << page;
  EXPECT_NE(page.find("next boot  \033[31m0\033[0m  systemd-sysctl"), std::string::npos) << page;
  EXPECT_NE(page.find("by hand    \033[33m0\033[0m  sysctl --system"), std::string::npos) << page;
  EXPECT_NE(page.find("fix: sudo yama-ptrace set 1"), std::string::npos) << page;
}

TEST(ShowStatus, LongNamesLoseTheirMiddle) {
  const Host host("252.39", "4.0.2");
  line(host, "/etc/sysctl.d/50-a-name-that-is-much-longer-than-anybody-would-want-it.conf", "1");
  View view = terminal(80);
  view.host = "a-host.with-a-name.that-is-longer.than-it.needs-to.be.example.org";
  const std::string page = page_of(host.running(Scope{1}), judged_by(Scope{1}), view);
  EXPECT_EQ(page,
            "a-host.with-a-name....s-to.be.example.org  kernel.yama.ptrace_scope  right for 1\n"
            "    now        1  restricted\n"
            "    next boot  1  systemd-sysctl 252.39  /etc/sysctl.d/50-a...uld-want-it.conf:1\n"
            "               1  sysctl --system 4.0.2  /etc/sysctl.d/50-a...uld-want-it.conf:1\n"
            "  nothing to do      how: yama-ptrace explain --scope 1\n");
}

}  // namespace
}  // namespace yama::cli
