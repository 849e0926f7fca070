// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/probe.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "kernel/runtime.h"
#include "support/child.h"

namespace yama::kernel {
namespace {

constexpr Answer kYes = Answer::kAllowed;
constexpr Answer kNo = Answer::kRefused;
constexpr Answer kNotAsked = Answer::kNotAsked;

std::string verdict(Answer traceme_privileged, Answer traceme, Answer sibling, Answer consenting) {
  return judge({.traceme_privileged = traceme_privileged,
                .traceme = traceme,
                .sibling = sibling,
                .consenting = consenting,
                .trouble = {}})
      .text;
}

TEST(Judge, TheFourScopes) {
  EXPECT_EQ(verdict(kYes, kYes, kYes, kYes), "behaves as scope 0");
  EXPECT_EQ(verdict(kYes, kYes, kNo, kYes), "behaves as scope 1");
  EXPECT_EQ(verdict(kYes, kNo, kNo, kNo), "behaves as scope 2");
  EXPECT_EQ(verdict(kNo, kNo, kNo, kNo), "behaves as scope 3");
}

TEST(Judge, WithoutPrivilege) {
  EXPECT_EQ(verdict(kNotAsked, kYes, kYes, kYes), "behaves as scope 0");
  EXPECT_EQ(verdict(kNotAsked, kYes, kNo, kYes), "behaves as scope 1");
  EXPECT_EQ(verdict(kNotAsked, kNo, kNo, kNo),
            "behaves as scope 2 or 3 (only a process with CAP_SYS_PTRACE can tell them apart)");
  const ProbeVerdict open =
      judge({.traceme_privileged = kNotAsked, .traceme = kNo, .sibling = kNo, .consenting = kNo, .trouble = {}});
  EXPECT_TRUE(open.two_or_three);
  EXPECT_FALSE(open.scope.has_value());
}

TEST(Judge, OffTheTable) {
  EXPECT_EQ(verdict(kYes, kYes, kNo, kNo),
            "inconclusive: the answers fit no scope, so something other than Yama takes part (traceme with privilege: "
            "yes, traceme: yes, sibling: no, consenting sibling: no)");
  EXPECT_TRUE(verdict(kNo, kYes, kYes, kYes).starts_with("inconclusive: "));
  EXPECT_TRUE(verdict(kNo, kYes, kNo, kYes).starts_with("inconclusive: "));
  EXPECT_TRUE(verdict(kNotAsked, kNo, kYes, kYes).starts_with("inconclusive: "));
}

TEST(Judge, TroubleWins) {
  EXPECT_EQ(
      judge({.traceme_privileged = kYes, .traceme = kYes, .sibling = kYes, .consenting = kYes, .trouble = "why"}).text,
      "inconclusive: why");
}

/// On a kernel without Yama everybody may trace as at scope 0.
TEST(AskKernel, AgreesWithTheValue) {
  const Scope value = read_runtime().value.value_or(Scope::kClassic);
  const ProbeVerdict seen = judge(ask_kernel());
  if (::geteuid() == 0 || value < Scope::kAdminOnly) {
    EXPECT_EQ(seen.text, "behaves as scope " + to_string(value));
  } else {
    EXPECT_TRUE(seen.two_or_three);
  }
}

TEST(AskKernel, UnprivilegedAndWithIgnoredChildren) {
  const Scope value = read_runtime().value.value_or(Scope::kClassic);
  EXPECT_EQ(test::as_nobody([] {
              test::ignore_signal(SIGCHLD);
              return judge(ask_kernel()).text;
            }),
            value < Scope::kAdminOnly
                ? "behaves as scope " + to_string(value)
                : "behaves as scope 2 or 3 (only a process with CAP_SYS_PTRACE can tell them apart)");
}

TEST(AskKernel, LeavesNoProcess) {
  EXPECT_EQ(test::in_child([] {
              ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);  // an orphan of the probe's would become a child of this one
              ask_kernel();
              return std::string(::waitpid(-1, nullptr, 0) < 0 && errno == ECHILD ? "none" : "left");
            }),
            "none");
}

TEST(AskKernel, FilteredByTheEngineOfAContainer) {
  EXPECT_EQ(test::in_child([] {
              test::forbid_system_call(SYS_ptrace, EPERM);
              return judge(ask_kernel()).text;
            }),
            "inconclusive: a filter in front of ptrace(2), such as seccomp, answers for the kernel (Operation not "
            "permitted)");
}

/// What `strace -f` does: traces a stopped program and every child that it starts, until the last has ended.
void trace_to_the_end(pid_t program) {
  int status = 0;
  ::waitpid(program, &status, 0);
  ::ptrace(PTRACE_SETOPTIONS, program, nullptr, PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEVFORK);
  for (pid_t stopped = program; stopped > 0; stopped = ::waitpid(-1, &status, __WALL)) {
    if (WIFSTOPPED(status)) {
      const int signal = WSTOPSIG(status);
      ::ptrace(PTRACE_CONT, stopped, nullptr, signal == SIGTRAP || signal == SIGSTOP ? 0 : signal);
    }
  }
}

TEST(AskKernel, UnderStrace) {
  if (read_runtime().value.value_or(Scope{0}) == Scope{3}) {
    return;  // nobody traces anybody
  }
  EXPECT_EQ(test::in_child([] {
              const pid_t tracer = ::getpid();
              std::array<int, 2> ends = {};
              if (::pipe(ends.data()) != 0) {
                return std::string("no pipe");
              }
              const pid_t program = ::fork();
              if (program == 0) {
                ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
                ::kill(::getpid(), SIGSTOP);
                const bool right = judge(ask_kernel()).text == "inconclusive: process " + std::to_string(tracer) +
                                                                   " traces this program and its children already";
                ::_exit(right ? ::write(ends[1], "right", 5) != 5 : 1);
              }
              ::close(ends[1]);
              trace_to_the_end(program);
              std::array<char, 8> word = {};
              return ::read(ends[0], word.data(), word.size()) == 5 ? std::string(word.data()) : std::string("wrong");
            }),
            "right");
}

}  // namespace
}  // namespace yama::kernel
