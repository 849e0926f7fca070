// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_json.h"

#include <gtest/gtest.h>

#include "support/loaders.h"

namespace yama::protocol {
namespace {

Status example() {
  Status status;
  status.runtime = {.yama = true, .value = Scope{0}, .writable = true, .why_not = {}};
  BootValue& systemd = status.boot[test::kSystemd];
  systemd.version = "252.39";
  systemd.installed = true;
  systemd.value = Scope{1};
  systemd.final_value = Scope{1};
  systemd.value_without_run = Scope{1};
  systemd.file = "/etc/sysctl.d/50-a.conf";
  systemd.line = 2;
  BootValue& procps = status.boot[test::kProcps];
  procps.version = "4.0.2";
  procps.installed = true;
  FoundDefinition found;
  found.file = "/etc/sysctl.d/50-a.conf";
  found.entry = found.file;
  found.line = 2;
  found.text = "kernel.yama.ptrace_scope = 1\xE9";
  found.value = Scope{1};
  found.fate = {sysctl::Fate::kWins, sysctl::Fate::kOverridden};
  status.definitions.push_back(found);
  return status;
}

std::string json_of(const Status& status) {
  Report report;
  report.before = status;
  return status_json(report);
}

TEST(StatusJson, IsTheMachineInterface) {
  EXPECT_EQ(
      json_of(example()),
      R"({"runtime":{"yama":true,"value":0,"writable":true},)"
      R"("boot":{"systemd":{"version":"252.39","installed":true,"value":1,"final":1,"locks":false,)"
      R"("file":"/etc/sysctl.d/50-a.conf","line":2,"at_boot":null},)"
      R"("procps":{"version":"4.0.2","installed":true,"value":null,"final":null,"locks":false,"file":null,"line":null,)"
      R"("at_boot":null}},)"
      R"("definitions":[{"file":"/etc/sysctl.d/50-a.conf","line":2,"text":"kernel.yama.ptrace_scope = 1\\xe9",)"
      R"("kind":"assignment","value":1,"systemd":"wins","procps":"overridden"}],"stages":[]})");
}

TEST(StatusJson, TheVerdictNamesItsReasons) {
  Status status;
  status.image = true;
  status.verdict = Verdict{.scope = Scope{1}, .minimum = true, .runtime_fault = {}, .boot_faults = {"procps sets 0"}};
  const std::string json = json_of(status);
  EXPECT_NE(json.find(R"("verdict":{"scope":1,"minimum":true,"compliant":false,"status":"not_compliant",)"
                      R"("reasons":["procps sets 0"]})"),
            std::string::npos)
      << json;
}

TEST(StatusJson, AVerdictMayBeUnknown) {
  Status status;
  status.verdict = Verdict{.scope = Scope{1}, .unknown = "no loader is installed here"};
  const std::string json = json_of(status);
  EXPECT_NE(json.find(R"("compliant":false,"status":"unknown","reasons":["no loader is installed here"]})"),
            std::string::npos)
      << json;
}

TEST(StatusJson, BusyboxIsThereWhereItWasAsked) {
  Status status;
  EXPECT_EQ(json_of(status).find("busybox"), std::string::npos);
  status.asked = status.deciding = {sysctl::Loader::kBusybox};
  BootValue& busybox = status.boot[sysctl::Loader::kBusybox];
  busybox.version = "1.36.1 alpine";
  busybox.start = InstalledLoader::Start::kAtBoot;
  busybox.started_by = "OpenRC, runlevel boot";
  EXPECT_NE(json_of(status).find(
                R"("busybox":{"version":"1.36.1 alpine","installed":false,"value":null,"final":null,"locks":false,)"
                R"("file":null,"line":null,"at_boot":true,"started_by":"OpenRC, runlevel boot"})"),
            std::string::npos);
}

TEST(StatusJson, HintsAreThereWhenThereAreSome) {
  Status status;
  status.hints.push_back({.file = "/etc/sysctl.d/a", .line = 2, .text = "x = \xE9", .hint = "no loader reads it"});
  const std::string json = json_of(status);
  EXPECT_NE(
      json.find(R"("hints":[{"file":"/etc/sysctl.d/a","line":2,"text":"x = \\xe9","hint":"no loader reads it"}])"),
      std::string::npos)
      << json;
}

TEST(StatusJson, WhatIsLeftWithoutRunIsSaidWhenItDiffers) {
  Status status;
  status.boot[test::kSystemd].value = Scope{1};
  EXPECT_NE(json_of(status).find(R"("without_run":{"value":null,"locks":false})"), std::string::npos);
}

TEST(ReportJson, IsWhatAnsibleReads) {
  Report report;
  report.changed = true;
  report.msg = "done";
  report.diff.push_back({.before_header = "/etc/a.conf (absent)",
                         .before = {},
                         .after_header = "/etc/a.conf",
                         .after = std::string{"a\0b\xFF\n", 5}});
  report.actions = {"set a"};
  report.warnings = {"b"};
  report.backup_files = {"/etc/c~"};
  EXPECT_EQ(
      report_json(report),
      R"-({"changed":true,"failed":false,"msg":"done","diff":[{"before_header":"/etc/a.conf (absent)","before":"",)-"
      R"("after_header":"/etc/a.conf","after":"a\\x00b\\xff\n"}],"actions":["set a"],"before":null,"after":null,)"
      R"("reboot_required":false,"warnings":["b"],"backup_files":["/etc/c~"]})");
}

TEST(ReportJson, AFailedTaskOfAnsibleFitsAScreen) {
  Report report;
  report.failed = true;
  report.msg = "no";
  report.before = example();
  report.before->verdict = Verdict{.scope = Scope{1}, .runtime_fault = "the running kernel has 0"};
  report.after = report.before;
  const auto arguments = read_arguments(R"({"scope": "1", "_ansible_inject_invocation": false})");
  const std::string state =
      R"({"runtime":{"yama":true,"value":0,"writable":true},"verdict":{"scope":1,"minimum":false,"compliant":false,)"
      R"("status":"not_compliant","reasons":["the running kernel has 0"]}})";
  EXPECT_EQ(report_json(report, &arguments.value()),
            R"({"changed":false,"failed":true,"msg":"no","diff":[],"actions":[],"before":)" + state + R"(,"after":)" +
                state + R"(,"reboot_required":false,"warnings":[],"backup_files":[]})");
  EXPECT_NE(report_json(report).find("definitions"), std::string::npos) << "a person asks for JSON to have it all";
}

TEST(ReportJson, InvocationIsGivenWhenTheControllerWantsIt) {
  const auto asked = read_arguments(R"({"scope": "1", "backup": true})");
  const auto not_asked = read_arguments(R"({"scope": "1", "_ansible_inject_invocation": false})");
  EXPECT_NE(report_json({}, &asked.value()).find(R"("invocation":{"module_args":{"backup":true,"scope":"1"}})"),
            std::string::npos);
  EXPECT_EQ(report_json({}, &not_asked.value()).find("invocation"), std::string::npos);
}

}  // namespace
}  // namespace yama::protocol
