// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_metrics.h"

#include <gtest/gtest.h>

#include "base/version.h"

namespace yama::protocol {
namespace {

Audit audit_in(AuditState state) {
  Audit audit;
  audit.time = 1795947600;
  audit.state = state;
  audit.init = "systemd";
  audit.system = {.name = "a \"b\"\\\n\x01", .id = {}, .version = {}, .kernel = "6.1", .machine = {}};
  audit.doubts = {"one"};
  return audit;
}

Status status_of_host() {
  Status status;
  status.verdict = Verdict{.scope = Scope{2}};
  status.runtime = {.yama = true, .value = Scope{1}, .writable = true, .why_not = {}};
  status.asked = {sysctl::Loader::kSystemd, sysctl::Loader::kProcps};
  status.boot[sysctl::Loader::kSystemd].final_without_run = Scope{1};
  status.boot[sysctl::Loader::kSystemd].start = InstalledLoader::Start::kAtBoot;
  status.boot[sysctl::Loader::kProcps].start = InstalledLoader::Start::kNever;
  return status;
}

TEST(Metrics, OfAHost) {
  EXPECT_EQ(metrics_text(audit_in(AuditState::kDriftsAtReboot), status_of_host()),
            R"(# HELP yama_ptrace_scope_wanted The scope that the host is judged by.
# TYPE yama_ptrace_scope_wanted gauge
yama_ptrace_scope_wanted 2
# HELP yama_ptrace_scope_running The running kernel's scope, -1 where it shows none.
# TYPE yama_ptrace_scope_running gauge
yama_ptrace_scope_running 1
# HELP yama_ptrace_scope_next_boot The scope in the end of the next boot by each loader, -1 for the kernel's default.
# TYPE yama_ptrace_scope_next_boot gauge
yama_ptrace_scope_next_boot{loader="systemd",at_boot="true"} 1
yama_ptrace_scope_next_boot{loader="procps",at_boot="false"} -1
# HELP yama_ptrace_scope_compliant 1 where the host is right now and at the next boot, else 0, also where it is not known.
# TYPE yama_ptrace_scope_compliant gauge
yama_ptrace_scope_compliant 0
# HELP yama_ptrace_scope_state 1 for the state that the host has, 0 for the others.
# TYPE yama_ptrace_scope_state gauge
yama_ptrace_scope_state{state="compliant"} 0
yama_ptrace_scope_state{state="compliant_with_doubts"} 0
yama_ptrace_scope_state{state="drifts_at_reboot"} 1
yama_ptrace_scope_state{state="non_compliant"} 0
yama_ptrace_scope_state{state="locked_stricter"} 0
yama_ptrace_scope_state{state="not_applicable"} 0
yama_ptrace_scope_state{state="unknown"} 0
# HELP yama_ptrace_scope_doubts How many things may change the value at the next boot and cannot be known.
# TYPE yama_ptrace_scope_doubts gauge
yama_ptrace_scope_doubts 1
# HELP yama_ptrace_scope_info What judged which system.
# TYPE yama_ptrace_scope_info gauge
yama_ptrace_scope_info{version=")" +
                version() +
                R"(",system="a \"b\"\\\n\\x01",kernel="6.1",init="systemd"} 1
# HELP yama_ptrace_scope_judged_timestamp_seconds When the host was judged, by its own clock.
# TYPE yama_ptrace_scope_judged_timestamp_seconds gauge
yama_ptrace_scope_judged_timestamp_seconds 1795947600
)");
}

TEST(Metrics, NothingOfWhatThereIsNot) {
  Status image = status_of_host();
  image.image = true;
  image.asked = {};
  const std::string text = metrics_text(audit_in(AuditState::kNotApplicable), image);
  EXPECT_EQ(text.find("scope_running"), std::string::npos);
  EXPECT_EQ(text.find("next_boot"), std::string::npos);
  EXPECT_EQ(text.find("scope_compliant"), std::string::npos);
  EXPECT_NE(metrics_text(audit_in(AuditState::kCompliantWithDoubts), image).find("scope_compliant 1\n"),
            std::string::npos);
}

}  // namespace
}  // namespace yama::protocol
