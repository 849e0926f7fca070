// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What busybox' sysctl makes of lines and files, each seen with Debian's 1.30, 1.35, 1.37 and 1.38.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/file_system.h"
#include "sysctl/predict.h"

namespace yama::sysctl {
namespace {

using namespace std::string_literals;

constexpr const char* kFile = "/etc/sysctl.d/50-a.conf";

Prediction run(const std::vector<std::pair<std::string, std::string>>& files, std::string_view build,
               std::optional<Scope> before = {}) {
  test::FileSystem made;
  for (const auto& [path, bytes] : files) {
    made.file(path, bytes);
  }
  return predict(behaviours_of(Loader::kBusybox, build).back(), made.tree(), kPtraceScope, before);
}

/// The value that one file gives; "-" for none.
std::string value(const std::string& bytes, std::string_view build = "1.35", std::optional<Scope> before = {}) {
  const auto left = run({{kFile, bytes}}, build, before).value;
  return left ? to_string(*left) : "-";
}

TEST(Busybox, NamesAndValues) {
  EXPECT_EQ(value("kernel.yama.ptrace_scope = 1\n"), "1");
  EXPECT_EQ(value("\tkernel/yama/ptrace_scope=1"), "1") << "the last line needs no end";
  EXPECT_EQ(value("kernel.yama.ptrace_scope = 1 # note\n"), "1");
  EXPECT_EQ(value("kernel.yama.ptrace_scope = 1\0 2\n"s), "1") << "nothing is behind a NUL";
  EXPECT_EQ(value("kernel.yama.ptrace_scope == 1\n"), "-");
  EXPECT_EQ(value("kernel.yama.ptrace_scope =#1\n"), "-");
  EXPECT_EQ(value("kernel.yama.ptrace_scope =\n"), "-");
  EXPECT_EQ(value("kernel.yama.ptrace_scope 1\n"), "-");
  EXPECT_EQ(value("kernel.yama.ptrace_scope = '1'\n"), "-");
  EXPECT_EQ(value("; kernel.yama.ptrace_scope = 1\n # kernel.yama.ptrace_scope = 1\n"), "-");
}

TEST(Busybox, NoDashesAndNoPatterns) {
  EXPECT_EQ(value("-kernel.yama.ptrace_scope = 1\n"), "-");
  EXPECT_EQ(value("kernel.yama.* = 1\n"), "-");
  const Prediction found = run({{kFile, "-kernel.yama.ptrace_scope = 1\nkernel.yama.* = 1\n"}}, "1.35");
  ASSERT_EQ(found.definitions.size(), 2U);
  EXPECT_EQ(found.definitions[0].fate, Fate::kIgnored);
  EXPECT_EQ(found.definitions[0].reason, "busybox takes this for a key of another name");
}

TEST(Busybox, SlashesWhereTheyAreNeeded) {
  EXPECT_EQ(value("kernel/yama.ptrace_scope = 1\n"), "1");
  EXPECT_EQ(value("/proc/sys/kernel.yama.ptrace_scope = 1\n"), "1");
  EXPECT_EQ(value("kernel..yama.ptrace_scope = 1\n"), "1");
  EXPECT_EQ(value("/kernel/yama/ptrace_scope = 1\n"), "-") << "from the root";
  EXPECT_EQ(value("kernel.yama.ptrace_scope. = 1\n"), "-");
  EXPECT_EQ(value("kernel.yama/ptrace_scope = 1\n", "1.35"), "-") << "exchanged";
  EXPECT_EQ(value("kernel.yama/ptrace_scope = 1\n", "1.30"), "1");
  EXPECT_EQ(value("kernel./.yama.ptrace_scope = 1\n", "1.35"), "1");
}

TEST(Busybox, ABackslashJoinsLines) {
  EXPECT_EQ(value("# note \\\nkernel.yama.ptrace_scope = 1\n"), "-") << "it is in the comment";
  EXPECT_EQ(value("\\\nkernel.yama.ptrace_scope = 1\n"), "1");
  EXPECT_EQ(value("kernel.yama.ptrace_scope = \\\n1\n"), "1");
  EXPECT_EQ(value("kernel.yama.ptrace_scope = 1\\"), "1");
  EXPECT_EQ(value("net.ipv4.ip_forward = 1 \\\nkernel.yama.ptrace_scope = 1\n"), "-");
  const Prediction found = run({{kFile, "a = 1\n\\\nkernel.yama.ptrace_scope = 1\n"}}, "1.35");
  ASSERT_EQ(found.definitions.size(), 1U);
  EXPECT_EQ(found.definitions[0].line, 2U) << "commenting this out takes both";
  EXPECT_EQ(found.definitions[0].offset, 6U);
}

TEST(Busybox, AWriteThatFailsEndsItsFile) {
  const std::string lines = "kernel.yama.ptrace_scope = abc\nkernel.yama.ptrace_scope = 1\n";
  EXPECT_EQ(value(lines), "-");
  const Prediction both = run({{kFile, lines}, {"/etc/sysctl.d/60-b.conf", "kernel.yama.ptrace_scope = 2\n"}}, "1.35");
  EXPECT_EQ(both.value, Scope{2});
  EXPECT_EQ(both.definitions[1].reason, "/etc/sysctl.d/50-a.conf:1 failed, and busybox reads no further in a file");
  EXPECT_EQ(value("kernel.yama.ptrace_scope = 1\n", "1.35", Scope{3}), "-");
}

TEST(Busybox, AnotherKeyMayEndTheFile) {
  const std::string ours = "kernel.yama.ptrace_scope = 1\n";
  EXPECT_TRUE(run({{kFile, "kernel.panic = never\n" + ours}}, "1.35").uncertain);
  EXPECT_FALSE(run({{kFile, ours + "kernel.panic = never\n"}}, "1.35").uncertain);
  EXPECT_FALSE(run({{kFile, "=x\n" + ours}}, "1.35").uncertain) << "a line without a key is passed over";
  EXPECT_FALSE(run({{kFile, "x=x\n" + ours}}, "1.35").uncertain) << "there is no such key";
  EXPECT_FALSE(run({{kFile, "kernel.panic = 10\nkernel.printk = 3 4 1 3\nx = 0x1f\n" + ours}}, "1.35").uncertain);
  EXPECT_FALSE(run({{kFile, "kernel.core_pattern = |/bin/false\n" + ours}}, "1.35").uncertain);
}

TEST(Busybox, AKeyOfTooManyDotsIsADoubt) {
  EXPECT_TRUE(run({{kFile, std::string(5000, '.') + "ptrace_scope = 1\n"}}, "1.35").uncertain);
}

TEST(Busybox, TheOrdersOfTheScripts) {
  const std::vector<std::pair<std::string, std::string>> files = {
      {"/etc/sysctl.conf", "kernel.yama.ptrace_scope = 0\n"},
      {"/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = 1\n"},
      {"/usr/lib/sysctl.d/z.conf", "kernel.yama.ptrace_scope = 2\n"}};
  EXPECT_EQ(run(files, "1.35").value, Scope{0});
  EXPECT_EQ(run(files, "1.35 alpine").value, Scope{0});
  EXPECT_EQ(run(files, "1.35 artix").value, Scope{1});
  EXPECT_EQ(run(files, "1.35 void").value, Scope{0});
  EXPECT_EQ(run(files, "1.35 conf").value, Scope{0});
  EXPECT_EQ(run({files[1], files[2]}, "1.35 alpine").value, Scope{1});
  EXPECT_EQ(run({files[1], files[2]}, "1.35 alpine2017").value, Scope{2});
}

TEST(Busybox, AlpineHidesFilesBehindRegularOnesOnly) {
  const std::string one = "kernel.yama.ptrace_scope = 1\n";
  test::FileSystem files;
  files.file("/usr/lib/sysctl.d/a.conf", one);
  files.link("/etc/sysctl.d/a.conf", "/dev/null");
  const Behaviour alpine = behaviours_of(Loader::kBusybox, "1.35").back();
  EXPECT_EQ(predict(alpine, files.tree(), kPtraceScope).value, Scope{1});
  files.file("/run/sysctl.d/a.conf", "\n");
  const Prediction hidden = predict(alpine, files.tree(), kPtraceScope);
  EXPECT_EQ(hidden.value, std::nullopt);
  EXPECT_EQ(hidden.definitions.at(0).reason, "shadowed by /run/sysctl.d/a.conf");
}

TEST(Busybox, ProcpsUnderAScriptLoadsFileByFile) {
  const std::vector<std::pair<std::string, std::string>> files = {{"/etc/sysctl.conf", "-kernel.yama.ptrace_scope\n"},
                                                                  {"/usr/lib/sysctl.d/z.conf", "kernel.yama.* = 2\n"}};
  test::FileSystem made;
  for (const auto& [path, bytes] : files) {
    made.file(path, bytes);
  }
  EXPECT_EQ(predict(behaviours_of(Loader::kProcps, "4.0.4").back(), made.tree(), kPtraceScope).value, std::nullopt);
  EXPECT_EQ(predict(behaviours_of(Loader::kProcps, "4.0.4 alpine").back(), made.tree(), kPtraceScope).value, Scope{2})
      << "an exclusion counts in its own run alone";
}

}  // namespace
}  // namespace yama::sysctl
