// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/explain.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "protocol/write_json.h"
#include "status/assess.h"
#include "support/host.h"

namespace yama::cli {
namespace {

using test::Host;

Report report_of(const Host& host, Scope running, const Request& request = {}) {
  const Observation seen = host.running(running);
  Report report;
  report.before = assess(seen, conditions_for(seen, {}), {.scope = request.scope});
  report.fix = find_fix(seen, request, *report.before);
  return report;
}

std::string explained(const Host& host, Scope running, const Request& request = {}) {
  return explain(report_of(host, running, request), View{});
}

/// The comment of so many lines above a distribution's line.
std::string comment(std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) {
    text += "#\n";
  }
  return text;
}

/// Debian 13 ships neither /etc/sysctl.conf nor the link to it: the published remediation creates the file.
TEST(Explain, Debian13WithThePublishedRemediation) {
  const Host host("257.9", "4.0.4");
  host.files().write("/usr/lib/systemd/systemd", "");
  host.files().write("/etc/sysctl.conf",
                     "# Per CCE: Set kernel.yama.ptrace_scope = 1 in /etc/sysctl.conf\nkernel.yama.ptrace_scope = 1\n");
  const std::string expected =
      "kernel.yama.ptrace_scope on its way through the next boot\n"
      "\n"
      "Before the loaders\n"
      "  ?  the kernel's default                                0 in Debian's kernels, 1 in most others\n"
      "\n"
      "systemd-sysctl 257.9: reads every file, then writes once\n"
      "  .  /etc/sysctl.conf:2    kernel.yama.ptrace_scope = 1  systemd-sysctl reads /etc/sysctl.conf only through a "
      "link in sysctl.d\n"
      "  leaves the kernel's default\n"
      "\n"
      "procps sysctl --system 4.0.4, not run at boot: writes every line as it comes\n"
      "  1  /etc/sysctl.conf:2    kernel.yama.ptrace_scope = 1  sets 1\n"
      "  leaves 1\n"
      "\n"
      "Now:        1 in the running kernel\n"
      "Next boot:  the kernel's default with systemd-sysctl\n"
      "\n"
      "Wrong for scope 1 (/etc/sysctl.conf:2 asks for it; --scope judges by another):\n"
      "  - systemd leaves the kernel's default at the next boot\n"
      "This fixes it:\n"
      "  yama-ptrace set 1\n";
  EXPECT_EQ(explained(host, Scope{1}), expected);
}

/// Ubuntu moved its file from /etc to /usr/lib under a name that sorts later; one that was edited stays behind.
TEST(Explain, Ubuntu2510UpgradedWithAnEditedFile) {
  const Host host("257.9", "4.0.4");
  host.files().write("/usr/lib/systemd/systemd", "");
  host.files().write("/etc/sysctl.d/10-ptrace.conf", comment(21) + "kernel.yama.ptrace_scope = 3\n");
  host.files().write("/usr/lib/sysctl.d/55-ptrace.conf", comment(21) + "kernel.yama.ptrace_scope = 1\n");
  const std::string expected =
      "kernel.yama.ptrace_scope on its way through the next boot\n"
      "\n"
      "Before the loaders\n"
      "  ?  the kernel's default                                               0 in Debian's kernels, 1 in most "
      "others\n"
      "\n"
      "systemd-sysctl 257.9: reads every file, then writes once\n"
      "  .  /etc/sysctl.d/10-ptrace.conf:22      kernel.yama.ptrace_scope = 3  replaced by "
      "/usr/lib/sysctl.d/55-ptrace.conf:22\n"
      "  1  /usr/lib/sysctl.d/55-ptrace.conf:22  kernel.yama.ptrace_scope = 1  sets 1\n"
      "  leaves 1\n"
      "\n"
      "procps sysctl --system 4.0.4, not run at boot: writes every line as it comes\n"
      "  3  /etc/sysctl.d/10-ptrace.conf:22      kernel.yama.ptrace_scope = 3  sets 3, which locks the kernel until it "
      "is rebooted\n"
      "  .  /usr/lib/sysctl.d/55-ptrace.conf:22  kernel.yama.ptrace_scope = 1  the kernel was locked at 3 by "
      "/etc/sysctl.d/10-ptrace.conf:22\n"
      "  leaves 3, locked\n"
      "\n"
      "Now:        1 in the running kernel\n"
      "Next boot:  1 with systemd-sysctl\n"
      "\n"
      "Wrong for scope 3 (/etc/sysctl.d/10-ptrace.conf:22 asks for it; --scope judges by another):\n"
      "  - the running kernel has 1\n"
      "  - systemd sets 1 (/usr/lib/sysctl.d/55-ptrace.conf:22) at the next boot\n"
      "This fixes it:\n"
      "  yama-ptrace set 3\n";
  EXPECT_EQ(explained(host, Scope{1}), expected);
}

TEST(Explain, Debian12WithEverythingOnTheWay) {
  const Host host("252.39", "4.0.2");
  const test::Scratch& files = host.files();
  files.write("/usr/lib/systemd/systemd", "");
  files.write("/etc/sysctl.conf", comment(60) + "kernel.yama.ptrace_scope=1\n");
  files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  files.write("/run/sysctl.d/99-zz.conf", "kernel.yama.ptrace_scope = 2\n");
  files.write("/usr/lib/ufw/ufw-init", "");
  files.write("/etc/ufw/ufw.conf", "ENABLED=yes\n");
  files.write("/etc/ufw/sysctl.conf", comment(50) + "kernel/yama/ptrace_scope=0\n");
  files.write("/etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"\"\n");
  files.write("/boot/grub/grub.cfg", comment(120) +
                                         "menuentry 'Debian GNU/Linux' {\n"
                                         "\tlinux\t/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1234 ro  quiet "
                                         "sysctl.kernel.yama.ptrace_scope=2\n"
                                         "}\n");
  const std::string expected =
      "kernel.yama.ptrace_scope on its way through the next boot\n"
      "\n"
      "Before the loaders\n"
      "  ?  the kernel's default                                                0 in Debian's kernels, 1 in most "
      "others\n"
      "  2  /boot/grub/grub.cfg:122          sysctl.kernel.yama.ptrace_scope=2  sets 2: the next boot's kernel command "
      "line; overwritten by both loaders\n"
      "\n"
      "systemd-sysctl 252.39: reads every file, then writes once\n"
      "  1  /etc/sysctl.d/99-sysctl.conf:61  kernel.yama.ptrace_scope=1         sets 1 (through a link to "
      "/etc/sysctl.conf)\n"
      "  leaves 1\n"
      "\n"
      "procps sysctl --system 4.0.2, not run at boot: writes every line as it comes\n"
      "  1  /etc/sysctl.d/99-sysctl.conf:61  kernel.yama.ptrace_scope=1         sets 1, then overwritten by "
      "/etc/sysctl.conf:61 (through a link to /etc/sysctl.conf)\n"
      "  1  /etc/sysctl.conf:61              kernel.yama.ptrace_scope=1         sets 1\n"
      "  leaves 1\n"
      "\n"
      "After the loaders\n"
      "  0  /etc/ufw/sysctl.conf:51          kernel/yama/ptrace_scope=0         sets 0: ufw\n"
      "\n"
      "Gone at the next boot, when /run is empty\n"
      "  .  /run/sysctl.d/99-zz.conf:1       kernel.yama.ptrace_scope = 2       now wins for systemd, overridden for "
      "procps\n"
      "\n"
      "Takes no part in the next boot\n"
      "  .  /etc/default/grub:3                                                 the boot loader's defaults, which set "
      "nothing any more (update-grub has not run since)\n"
      "\n"
      "Now:        0 in the running kernel\n"
      "Next boot:  0 with systemd-sysctl\n"
      "\n"
      "Wrong for scope 1 (/etc/sysctl.d/99-sysctl.conf:61 asks for it; --scope judges by another):\n"
      "  - the running kernel has 0\n"
      "  - ufw sets 0 after the loaders (/etc/ufw/sysctl.conf:51) at the next boot\n"
      "This fixes it:\n"
      "  yama-ptrace set 1\n";
  EXPECT_EQ(explained(host, Scope{0}), expected);
}

/// The part of the output that begins with a text.
std::string from(const std::string& text, std::string_view beginning) {
  const std::size_t at = text.find(beginning);
  return at == std::string::npos ? text : text.substr(at);
}

TEST(Explain, ARightHost) {
  const Host host("257.9", "4.0.4");
  EXPECT_EQ(from(explained(host, Scope{1}), "Next boot"),
            "Next boot:  the kernel's default with either loader\n"
            "\n"
            "Wrong for scope 1 (nothing here asks for a scope; --scope judges by another):\n"
            "  - systemd leaves the kernel's default at the next boot\n"
            "  - procps leaves the kernel's default at the next boot\n"
            "This fixes it:\n"
            "  yama-ptrace set 1\n");
  host.files().write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(from(explained(host, Scope{1}), "Now"),
            "Now:        1 in the running kernel\n"
            "Next boot:  1 with either loader\n"
            "\n"
            "Right for scope 1 (/etc/sysctl.d/50-a.conf:1 asks for it; --scope judges by another)\n");
}

TEST(Explain, ARightHostWithDoubts) {
  const Host host("257.9", "4.0.4");
  host.files().write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  host.files().write("/etc/systemd/system/other.service",
                     "[Service]\nExecStart=/bin/sh -c 'for i in 0; do sysctl -w kernel.yama.ptrace_scope=$i; done'\n");
  host.files().link("/etc/systemd/system/multi-user.target.wants/other.service", "../other.service");
  EXPECT_EQ(from(explained(host, Scope{1}), "Right"),
            "Right for scope 1, with doubts (/etc/sysctl.d/50-a.conf:1 asks for it; --scope judges by another):\n"
            "  ? the unit other.service may set it (/etc/systemd/system/other.service:2)\n");
}

TEST(Explain, FilesThatMayComeBack) {
  const Host host("257.9", "4.0.4");
  host.files().write("/run/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 2\n");
  Request request;
  request.scope = Scope{1};
  EXPECT_EQ(from(explained(host, Scope{1}, request), "Next boot"),
            "Next boot:  the kernel's default with either loader\n"
            "            2 with either loader if something writes the files in /run again before\n"
            "\n"
            "Wrong for scope 1:\n"
            "  - systemd sets 2 (/run/sysctl.d/50-a.conf:1) at the next boot\n"
            "  - procps sets 2 (/run/sysctl.d/50-a.conf:1) at the next boot\n"
            "This fixes it:\n"
            "  yama-ptrace set 1\n");
}

TEST(Explain, InOrderWhenThereIsMoreThanOneThingToDo) {
  const Host host("257.9", "4.0.4");
  host.files().write("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 2\n");
  host.files().link("/etc/systemd/system/systemd-sysctl.service", "/dev/null");
  Request request;
  request.scope = Scope{1};
  EXPECT_EQ(from(explained(host, Scope{1}, request), "This fixes"),
            "This fixes it, in this order:\n"
            "  systemctl unmask systemd-sysctl.service\n"
            "  yama-ptrace set 1\n");
}

TEST(Explain, AsJson) {
  const Host host("257.9", "4.0.4");
  host.files().write("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 1\n");
  const auto object = boost::json::parse(protocol::explanation_json(report_of(host, Scope{1}))).as_object();
  EXPECT_TRUE(object.contains("definitions")) << "the status object";
  EXPECT_EQ(boost::json::serialize(object.at("timeline").at(0)),
            R"({"when":"systemd","stage":null,"file":"/etc/sysctl.conf","line":1,)"
            R"("text":"kernel.yama.ptrace_scope = 1","writes":null,"fate":"unread","certain":true,)"
            R"("remark":"systemd-sysctl reads /etc/sysctl.conf only through a link in sysctl.d"})");
  EXPECT_EQ(boost::json::serialize(object.at("fix")),
            R"({"scope":1,"wanted_by":"/etc/sysctl.conf:1",)"
            R"("faults":["systemd leaves the kernel's default at the next boot"],"doubts":[],)"
            R"("steps":[{"command":true,"text":"yama-ptrace set 1"}],"why_not":null})");
}

}  // namespace
}  // namespace yama::cli
