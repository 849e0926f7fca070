// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/tracers.h"

#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "kernel/helper.h"
#include "support/child.h"
#include "support/scratch.h"

namespace yama::kernel {
namespace {

using test::Scratch;

std::string describe(const Result<Tracers>& found) {
  if (!found.ok()) {
    return found.error().message;
  }
  std::string text = std::to_string(found->tasks) + " tasks, " + std::to_string(found->unreadable) + " unreadable";
  for (const Traced& traced : found->traced) {
    text += "; " + std::to_string(traced.process) + "/" + std::to_string(traced.task) + " " + traced.name + " by " +
            std::to_string(traced.tracer) + " " + traced.tracer_name + " " + traced.tracer_exe;
  }
  return text;
}

void add_task(const Scratch& scratch, const std::string& process, const std::string& task, const std::string& tracer,
              const std::string& name) {
  const std::string place = "/" + process + "/task/" + task;
  scratch.write(place + "/status", "Name:\tx\nState:\tS\nTracerPid:\t" + tracer + "\nUid:\t0\n");
  scratch.write(place + "/comm", name + "\n");
  scratch.write("/" + process + "/comm", name + "\n");
}

TEST(TracerIn, Status) {
  EXPECT_EQ(tracer_in("Name:\tx\nTracerPid:\t4711\nUid:\t0\n"), 4711);
  EXPECT_EQ(tracer_in("Name:\tx\nTracerPid:\t0\n"), 0);
  EXPECT_EQ(tracer_in("Name:\tTracerPid:\t5\n"), std::nullopt);
  EXPECT_EQ(tracer_in(""), std::nullopt);
}

TEST(ReadTracers, TasksInTheOrderOfNumbers) {
  const Scratch scratch;
  add_task(scratch, "90", "90", "7", "sshd");
  add_task(scratch, "100", "100", "0", "worker");
  add_task(scratch, "100", "101", "8", "na\nme\xff");
  add_task(scratch, "7", "7", "0", "strace");
  scratch.link("/7/exe", "/usr/bin/strace");
  scratch.write("/meminfo", "not a process");
  scratch.directory("/12");  // ended meanwhile
  EXPECT_EQ(describe(read_tracers(scratch.path())),
            "4 tasks, 0 unreadable; 90/90 sshd by 7 strace /usr/bin/strace; 100/101 na\nme\xff by 8  ");
}

TEST(ReadTracers, CountsWhatItMayNotRead) {
  const Scratch scratch;
  add_task(scratch, "1", "1", "0", "init");
  add_task(scratch, "2", "2", "0", "secret");
  add_task(scratch, "3", "3", "0", "hidden");
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(scratch.outside("/2/task/2/status").c_str(), 0), 0);
  ASSERT_EQ(::chmod(scratch.outside("/3").c_str(), 0), 0);
  EXPECT_EQ(test::as_nobody([&] { return describe(read_tracers(scratch.path())); }), "1 tasks, 2 unreadable");
  ASSERT_EQ(::chmod(scratch.outside("/3").c_str(), 0755), 0);
}

TEST(ReadTracers, NoProc) {
  EXPECT_EQ(describe(read_tracers("/no/proc")),
            "cannot list the processes in /no/proc: No such file or directory; mount it and run again");
}

/// A real one. PTRACE_TRACEME is allowed to all at scope 0 and 1, to root at 2.
TEST(ReadTracers, ATracedChild) {
  const Helper child([](const Helper::Tell& tell) {
    tell(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 1 : 0);
    sleep_until_killed();
  });
  const bool traced = child.hear(std::chrono::seconds{5}) == 1;
  const Result<Tracers> found = read_tracers();
  ASSERT_TRUE(found.ok());
  const auto self = std::find_if(found->traced.begin(), found->traced.end(),
                                 [&](const Traced& task) { return task.process == child.process(); });
  ASSERT_EQ(self != found->traced.end(), traced);
  if (traced) {
    EXPECT_EQ(self->tracer, ::getpid());
    EXPECT_EQ(self->tracer_exe, std::filesystem::read_symlink("/proc/self/exe").string());
    EXPECT_EQ(self->name, self->tracer_name);
  }
}

}  // namespace
}  // namespace yama::kernel
