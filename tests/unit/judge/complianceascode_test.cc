// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/complianceascode.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "support/file_system.h"

namespace yama::judge {
namespace {

using Files = std::map<std::string, std::string>;

const System kRhel9{.id = "rhel", .version = "9.4"};
const System kDebian12{.id = "debian", .version = "12"};
const System kUbuntu2404{.id = "ubuntu", .version = "24.04"};

Observation image(const System& system, const Files& files) {
  test::FileSystem all;
  for (const auto& [path, text] : files) {
    all.file(path, text);
  }
  Observation seen;
  seen.image = true;
  seen.system = system;
  seen.tree = all.tree();
  if (const auto ufw = files.find("/etc/ufw/sysctl.conf"); ufw != files.end()) {
    seen.for_judges.ufw_settings = ufw->second;
  }
  return seen;
}

Answer answer(const System& system, const Files& files) {
  return judge_by_complianceascode(image(system, files)).answer;
}

Answer answer_to(const std::string& text) { return answer(kRhel9, {{"/etc/sysctl.d/a.conf", text}}); }

Answer answer_to_value(const std::string& value) { return answer_to("kernel.yama.ptrace_scope = " + value + "\n"); }

// What OpenSCAP 1.3.7 said of a folder with the line, by the stream rhel9 of ComplianceAsCode 0.1.82.
TEST(ComplianceAsCode, Values) {
  for (const char* value : {"1", "01", " 1", "+1", "1\r", "1\v"}) {
    EXPECT_EQ(answer_to_value(value), Answer::kPass) << value;
  }
  for (const char* value : {"0", "-1", "2", "3"}) {
    EXPECT_EQ(answer_to_value(value), Answer::kFinding) << value;
  }
  for (const char* value : {"0x1", "1.0", "1 # c", "1e0", "99999999999999999999", "''", "1,", "1;", "1 2", "0 # x",
                            "\"1\"", "\xEF\xBC\x92", "1 = 2", "= 1",
                            "\xC2\xA0"
                            "1",
                            "1\xC2\x85"}) {
    EXPECT_EQ(answer_to_value(value), Answer::kError) << value;
  }
}

// The same, of whole files.
TEST(ComplianceAsCode, Texts) {
  const std::string line = "kernel.yama.ptrace_scope = 1\n";
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope =\n1\n"), Answer::kPass) << "white space may end a line";
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope =\nfoo\n"), Answer::kError);
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope\n= 1\n"), Answer::kPass);
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope =\n" + line), Answer::kError) << "the second line is the value";
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope = 1"), Answer::kPass);
  EXPECT_EQ(answer_to("kernel/yama/ptrace_scope=1\n"), Answer::kPass) << "a dot is any character";
  EXPECT_EQ(answer_to("kernel\xC3\xA4yama.ptrace_scope=1\n"), Answer::kPass);
  EXPECT_EQ(answer_to("\n\n   " + line + "\n"), Answer::kPass);
  EXPECT_EQ(answer_to("\f" + line), Answer::kPass);
  EXPECT_EQ(answer_to("\xEF\xBB\xBF" + line), Answer::kFinding) << "a byte order mark";
  EXPECT_EQ(answer_to("a=1\rkernel.yama.ptrace_scope = 1\r"), Answer::kFinding);
  EXPECT_EQ(answer_to("#kernel.yama.ptrace_scope = 0\n" + line), Answer::kPass);
  EXPECT_EQ(answer_to("-kernel.yama.ptrace_scope = 0\n" + line), Answer::kPass);
  EXPECT_EQ(answer_to("kernel.yama.* = 1\n"), Answer::kFinding);
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope = x\nkernel.yama.ptrace_scope = 0\n"), Answer::kFinding);
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope = x\n" + line), Answer::kError);
  using namespace std::string_literals;
  EXPECT_EQ(answer_to("\0\n"s + line), Answer::kFinding) << "the text ends at a NUL";
  EXPECT_EQ(answer_to(line + "\0\n"s), Answer::kPass);
  EXPECT_EQ(answer_to("kernel.yama.ptrace_scope = 1\0 0\n"s), Answer::kPass);
}

TEST(ComplianceAsCode, BytesThatAreNotUtf8) {
  const std::string latin1 = "\n# caf\xE9\n";
  const std::string line = "kernel.yama.ptrace_scope = 1\n";
  const Judgement judged = judge_by_complianceascode(
      image(kRhel9, {{"/etc/sysctl.d/a.conf", latin1}, {"/etc/sysctl.d/b.conf", "kernel.yama.ptrace_scope = 0\n"}}));
  EXPECT_EQ(judged.answer, Answer::kError);
  EXPECT_EQ(judged.blame, Blame::kBytes);
  EXPECT_EQ(judged.file + ":" + std::to_string(judged.line), "/etc/sysctl.d/a.conf:2");
  EXPECT_EQ(answer_to(latin1), Answer::kError);
  EXPECT_EQ(answer(kRhel9, {{"/etc/sysctl.d/a.conf", latin1}, {"/usr/lib/sysctl.d/b.conf", line}}), Answer::kError);
  EXPECT_EQ(answer(kRhel9, {{"/usr/lib/sysctl.d/a.conf", latin1}, {"/usr/lib/sysctl.d/b.conf", line}}), Answer::kError);
  EXPECT_EQ(answer(kRhel9, {{"/usr/lib/sysctl.d/a.conf", latin1}, {"/etc/sysctl.d/b.conf", line}}), Answer::kPass);
  using namespace std::string_literals;
  EXPECT_EQ(answer_to(line + "\0"s + latin1), Answer::kPass);
}

TEST(ComplianceAsCode, Places) {
  const std::string right = "kernel.yama.ptrace_scope = 1\n";
  const std::string wrong = "kernel.yama.ptrace_scope = 0\n";
  EXPECT_EQ(answer(kRhel9, {{"/etc/sysctl.d/.a.conf", right}}), Answer::kPass) << "hidden files count";
  EXPECT_EQ(answer(kRhel9, {{"/usr/lib/sysctl.d/a.conf", right}}), Answer::kPass);
  EXPECT_EQ(answer(kRhel9, {{"/usr/lib/sysctl.d/a.conf", wrong}}), Answer::kFinding);
  EXPECT_EQ(answer(kRhel9, {{"/etc/sysctl.d/b.conf", right}, {"/usr/lib/sysctl.d/a.conf", wrong}}), Answer::kPass);
  EXPECT_EQ(
      answer(kRhel9, {{"/etc/sysctl.d/a.conf", "kernel.yama.ptrace_scope = x\n"}, {"/usr/lib/sysctl.d/b.conf", right}}),
      Answer::kError);
  EXPECT_EQ(answer(kRhel9, {{"/lib/sysctl.d/a.conf", right}}), Answer::kFinding) << "where /lib is no link";
  EXPECT_EQ(answer(kDebian12, {{"/lib/sysctl.d/a.conf", right}}), Answer::kPass);
  EXPECT_EQ(answer(kUbuntu2404, {{"/etc/ufw/sysctl.conf", wrong}, {"/etc/sysctl.d/b.conf", right}}), Answer::kFinding);
  EXPECT_EQ(answer(kUbuntu2404, {{"/etc/ufw/sysctl.conf", "kernel.yama.ptrace_scope=3\n"}}), Answer::kPass);
  EXPECT_EQ(answer(kDebian12, {{"/etc/ufw/sysctl.conf", right}}), Answer::kFinding);
}

TEST(ComplianceAsCode, AMergedUsrMakesVendorFilesTheAdministrators) {
  Observation seen = image(kDebian12, {{"/usr/lib/sysctl.d/10-a.conf", "\nkernel.yama.ptrace_scope = 0\n"},
                                       {"/etc/sysctl.d/99-b.conf", "kernel.yama.ptrace_scope = 1\n"}});
  EXPECT_EQ(judge_by_complianceascode(seen).answer, Answer::kPass);
  seen.tree.lib_is_usr_lib = true;
  const Judgement judged = judge_by_complianceascode(seen);
  EXPECT_EQ(judged.answer, Answer::kFinding);
  EXPECT_EQ(judged.file + ":" + std::to_string(judged.line), "/usr/lib/sysctl.d/10-a.conf:2");
  EXPECT_EQ(judged.why,
            "it counts a line of another value in the administrator's files, whatever comes later "
            "(/usr/lib/sysctl.d/10-a.conf:2)");
  EXPECT_EQ(judged.name, "OpenSCAP, ComplianceAsCode's rule, stream debian12");
  seen.system = kRhel9;
  EXPECT_EQ(judge_by_complianceascode(seen).answer, Answer::kPass) << "a stream that leaves /lib out";
}

TEST(ComplianceAsCode, TheRunningKernelIsTheOtherHalf) {
  Observation seen = image(kRhel9, {{"/etc/sysctl.d/b.conf", "kernel.yama.ptrace_scope = 1\n"}});
  seen.image = false;
  seen.runtime = {.yama = true, .value = Scope{1}, .writable = true, .why_not = {}};
  EXPECT_EQ(judge_by_complianceascode(seen).why,
            "the running kernel has 1, and every line in the administrator's files is right");
  seen.runtime.value = Scope{2};
  const Judgement judged = judge_by_complianceascode(seen);
  EXPECT_EQ(judged.answer, Answer::kFinding);
  EXPECT_EQ(judged.blame, Blame::kRunning);
  seen.facts.container = "podman";
  EXPECT_EQ(judge_by_complianceascode(seen).answer, Answer::kNotApplicable);
}

TEST(ComplianceAsCode, ASystemWithoutAStream) {
  const Judgement judged = judge_by_complianceascode(image({.id = "arch", .version = ""}, {}));
  EXPECT_EQ(judged.answer, Answer::kNotApplicable);
  EXPECT_EQ(judged.why, "no data stream of ComplianceAsCode has the rule for this system");
}

}  // namespace
}  // namespace yama::judge
