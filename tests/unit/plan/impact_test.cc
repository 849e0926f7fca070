// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/impact.h"

#include <gtest/gtest.h>

namespace yama {
namespace {

Observation host_at(Scope scope) {
  Observation seen;
  seen.runtime = {.yama = true, .value = scope, .writable = true, .why_not = {}};
  seen.tracers = kernel::Tracers{};
  return seen;
}

kernel::Traced traced(int process) {
  return {.process = process,
          .task = process,
          .name = "app\n",
          .tracer = process - 1,
          .tracer_name = "strace",
          .tracer_exe = "/usr/bin/strace"};
}

Request raise_to(Scope scope, bool fail_if_traced = false) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = scope;
  request.fail_if_traced = fail_if_traced;
  return request;
}

/// The refusal, or the warnings.
std::string impact(const Observation& seen, const Request& request) {
  Plan plan;
  plan.runtime = RuntimeWrite{.before = seen.runtime.value, .after = *request.scope};
  if (auto planned = plan_impact(seen, request, plan); !planned) {
    return planned.error().message;
  }
  std::string text;
  for (const std::string& warning : plan.warnings) {
    text += warning + "\n";
  }
  return text;
}

TEST(Impact, AskedForOnlyWhenTheScopeIsRaised) {
  EXPECT_TRUE(asks_for_tracers(host_at(Scope{0}), raise_to(Scope{1})));
  EXPECT_FALSE(asks_for_tracers(host_at(Scope{1}), raise_to(Scope{1})));
  EXPECT_FALSE(asks_for_tracers(host_at(Scope{3}), raise_to(Scope{1})));
  Observation image = host_at(Scope{0});
  image.image = true;
  EXPECT_FALSE(asks_for_tracers(image, raise_to(Scope{3})));
}

TEST(Impact, NobodyIsTraced) {
  EXPECT_EQ(impact(host_at(Scope{0}), raise_to(Scope{1})), "");
  EXPECT_EQ(impact(host_at(Scope{2}), raise_to(Scope{3}, true)),
            "scope 3 ends: starting a program under gdb, strace or ltrace, attaching gdb, strace, "
            "gcore or eu-stack to a process, crash handlers that attach to a process with its consent "
            "(PR_SET_PTRACER), reading another process's /proc/PID/mem, reading another process's /proc/PID/stack, "
            "reading another process's memory or taking its files (process_vm_readv, pidfd_getfd), Open MPI's direct "
            "copies between processes (it copies twice instead)\n");
}

TEST(Impact, WhoIsTracedIsNamed) {
  Observation seen = host_at(Scope{0});
  seen.tracers->traced = {traced(812)};
  EXPECT_EQ(impact(seen, raise_to(Scope{1})),
            "process 812 (app?) is traced by 811 (strace, /usr/bin/strace); that goes on, for children that it starts "
            "too: end the tracer if you do not want it\n");
  EXPECT_EQ(impact(seen, raise_to(Scope{1}, true)),
            "fail_if_traced was asked for, and process 812 (app?) is traced by 811 (strace, /usr/bin/strace); end the "
            "tracer and run again; nothing was changed");
}

TEST(Impact, ManyAreCounted) {
  Observation seen = host_at(Scope{0});
  for (int i = 0; i < 7; ++i) {
    seen.tracers->traced.push_back(traced(100 + i));
  }
  EXPECT_NE(impact(seen, raise_to(Scope{1}))
                .find("process 104 (app?) is traced by 103 (strace, /usr/bin/strace); and 2 more"),
            std::string::npos);
}

TEST(Impact, WhoCannotTellFails) {
  Observation seen = host_at(Scope{0});
  seen.tracers->tasks = 90;
  seen.tracers->unreadable = 2;
  EXPECT_EQ(impact(seen, raise_to(Scope{1}, true)),
            "fail_if_traced was asked for, and 2 of 90 tasks could not be read; run as root; nothing was changed");
  EXPECT_EQ(impact(seen, raise_to(Scope{1})), "");
  seen.tracers.reset();
  seen.tracers_trouble = "cannot list /proc";
  EXPECT_EQ(
      impact(seen, raise_to(Scope{1}, true)),
      "fail_if_traced was asked for, and it cannot be found out who is traced: cannot list /proc; nothing was changed");
}

TEST(UsesLost, FromOneScopeToAnother) {
  EXPECT_EQ(uses_lost(Scope{3}, Scope{3}), "");
  EXPECT_EQ(uses_lost(Scope{0}, Scope{0}), "");
  EXPECT_EQ(uses_lost(Scope{0}, Scope{1}),
            " unless root does it: attaching gdb, strace, gcore or eu-stack to a process, reading another process's "
            "/proc/PID/mem, reading another process's memory or taking its files (process_vm_readv, pidfd_getfd)");
  EXPECT_EQ(
      uses_lost(Scope{1}, Scope{2}),
      " unless root does it: starting a program under gdb, strace or ltrace, crash handlers that attach to a process "
      "with its consent (PR_SET_PTRACER), Open MPI's direct copies between processes (it copies twice instead)");
}

TEST(Describe, NamesAreKeptInOneLine) {
  EXPECT_EQ(
      describe({.process = 5, .task = 6, .name = "a\nb\x1b[0m", .tracer = 4, .tracer_name = {}, .tracer_exe = {}}),
      "process 5 task 6 (a?b\\x1b[0m) is traced by 4 (name unknown)");
}

}  // namespace
}  // namespace yama
