// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/printed_checks.h"

#include <gtest/gtest.h>

#include <string>

#include "support/file_system.h"

namespace yama::judge {
namespace {

Observation host(const test::FileSystem& files, Scope value = Scope{1}) {
  Observation seen;
  seen.tree = files.tree();
  seen.system = {.id = "rhel", .version = "9.4"};
  seen.loaders[sysctl::Loader::kSystemd] = {.installed = true, .version = "252.39"};
  seen.runtime = {.yama = true, .value = value, .writable = true, .why_not = {}};
  return seen;
}

std::string told(const Judgement& judged) {
  constexpr const char* kWords[] = {"pass", "finding", "not applicable", "error"};
  std::string text = kWords[static_cast<int>(judged.answer)];
  return judged.file.empty() ? text : text + " " + judged.file + ":" + std::to_string(judged.line);
}

std::string disa(const test::FileSystem& files) { return told(judge_by_disa_rhel9(host(files))); }
std::string cis(const test::FileSystem& files, Scope most = Scope{1}) { return told(judge_by_cis(host(files), most)); }

TEST(PrintedChecks, TheLastLineDecidesForDisa) {
  test::FileSystem files;
  EXPECT_EQ(disa(files), "finding");
  files.file("/usr/lib/sysctl.d/10-default-yama-scope.conf", "# a\nkernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(disa(files), "finding /usr/lib/sysctl.d/10-default-yama-scope.conf:2");
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(disa(files), "pass");
  files.file("/etc/sysctl.d/60-b.conf", " # kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(disa(files), "finding /etc/sysctl.d/60-b.conf:1") << "egrep takes out comments at a line's begin only";
  files.file("/etc/sysctl.d/60-b.conf", "# kernel.yama.ptrace_scope = 0\n;kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(disa(files), "pass");
  files.file("/etc/sysctl.d/70-c.conf", "kernel/yama/ptrace_scope = 0\n");
  EXPECT_EQ(disa(files), "pass") << "grep -F does not find another spelling";
  files.file("/etc/sysctl.d/80-d.conf", "-kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(disa(files), "finding /etc/sysctl.d/80-d.conf:1") << "the text wants the line without a dash";
}

TEST(PrintedChecks, WhatSystemdDoesNotReadIsNotPrinted) {
  test::FileSystem files;
  files.file("/etc/sysctl.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(disa(files), "finding");
  files.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  EXPECT_EQ(disa(files), "pass");
  files.file("/usr/lib/sysctl.d/zz.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(disa(files), "finding /usr/lib/sysctl.d/zz.conf:1");
  files.link("/etc/sysctl.d/zz.conf", "/dev/null");
  EXPECT_EQ(disa(files), "pass");
}

TEST(PrintedChecks, NothingIsPrintedAfterALinkToNowhere) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 1\n");
  files.link("/etc/sysctl.d/80-b.conf", "nowhere.conf");
  files.file("/etc/sysctl.d/99-c.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(disa(files), "pass");
  EXPECT_EQ(cis(files), "pass");
  Observation newer = host(files);
  newer.loaders[sysctl::Loader::kSystemd].version = "262.1";
  EXPECT_EQ(told(judge_by_disa_rhel9(newer)), "finding /etc/sysctl.d/99-c.conf:1");
  EXPECT_EQ(told(judge_by_cis(newer, Scope{1})), "finding /etc/sysctl.d/99-c.conf:1");
}

TEST(PrintedChecks, NothingIsPrintedAfterADirectory) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 1\n");
  files.directory("/etc/sysctl.d/80-b.conf");
  files.file("/etc/sysctl.d/99-c.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(disa(files), "pass");
  Observation newer = host(files);
  newer.loaders[sysctl::Loader::kSystemd].version = "262.1";
  EXPECT_EQ(told(judge_by_disa_rhel9(newer)), "finding /etc/sysctl.d/99-c.conf:1");
}

TEST(PrintedChecks, TheRunningKernelComesFirst) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(judge_by_disa_rhel9(host(files, Scope{2})).why, "the running kernel has 2, and the check wants 1");
  EXPECT_EQ(told(judge_by_cis(host(files, Scope{2}), Scope{3})), "pass");
  EXPECT_EQ(judge_by_cis(host(files, Scope{0}), Scope{3}).why, "the running kernel has 0, and the check wants 1 to 3");
  Observation seen = host(files);
  seen.image = true;
  EXPECT_EQ(told(judge_by_cis(seen, Scope{1})), "not applicable");
}

TEST(PrintedChecks, EveryLineOfTheLastFileCountsForCis) {
  test::FileSystem files;
  EXPECT_EQ(cis(files), "finding");
  files.file("/usr/lib/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(cis(files), "finding /usr/lib/sysctl.d/10-a.conf:1");
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(cis(files), "pass");
  files.file("/etc/sysctl.d/60-b.conf", "  kernel/yama/ptrace_scope=1\nkernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(cis(files), "finding /etc/sysctl.d/60-b.conf:2");
  files.file("/etc/sysctl.d/60-b.conf", "-kernel.yama.ptrace_scope = 0\n");
  EXPECT_EQ(cis(files), "pass") << "the dash keeps the line from being found";
  files.file("/etc/sysctl.d/70-c.conf", "kernel.yama.ptrace_scope = 2\n");
  EXPECT_EQ(cis(files), "finding /etc/sysctl.d/70-c.conf:1");
  EXPECT_EQ(cis(files, Scope{3}), "pass");
}

TEST(PrintedChecks, UfwsFileIsTheLastForCis) {
  test::FileSystem files;
  files.file("/etc/sysctl.d/50-a.conf", "kernel.yama.ptrace_scope = 1\n");
  Observation seen = host(files);
  seen.for_judges = {.ufw_file = "/etc/ufw/sysctl.conf", .ufw_settings = "\nkernel/yama/ptrace_scope=0\n"};
  EXPECT_EQ(told(judge_by_cis(seen, Scope{1})), "finding /etc/ufw/sysctl.conf:2");
  seen.for_judges.ufw_settings = "net.ipv4.ip_forward=0\n";
  EXPECT_EQ(told(judge_by_cis(seen, Scope{1})), "pass");
}

TEST(PrintedChecks, WithoutSystemdThereIsNothingToRead) {
  test::FileSystem files;
  Observation seen = host(files);
  seen.loaders[sysctl::Loader::kSystemd].installed = false;
  EXPECT_EQ(told(judge_by_disa_rhel9(seen)), "error");
  EXPECT_EQ(told(judge_by_cis(seen, Scope{1})), "error");
}

TEST(PrintedChecks, ForWhichSystemTheyArePublished) {
  test::FileSystem files;
  Observation seen = host(files);
  EXPECT_TRUE(judge_by_disa_rhel9(seen).applies);
  EXPECT_TRUE(judge_by_cis(seen, Scope{1}).applies);
  seen.system = {.id = "debian", .version = "12"};
  EXPECT_FALSE(judge_by_disa_rhel9(seen).applies);
  EXPECT_TRUE(judge_by_cis(seen, Scope{1}).applies);
  seen.system = {.id = "alpine", .version = "3.20"};
  EXPECT_FALSE(judge_by_cis(seen, Scope{1}).applies);
}

}  // namespace
}  // namespace yama::judge
