// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/command.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <thread>

#include "support/child.h"
#include "support/scratch.h"

namespace yama::host {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kLong{20};

CommandResult shell(const std::string& script, milliseconds limit = kLong) {
  Result<CommandResult> result = run_command({"/bin/sh", "-c", script}, limit);
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? result.value() : CommandResult{};
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

TEST(RunCommand, OutputsInOrderAndStatus) {
  const CommandResult result = shell("echo one; echo two >&2; echo three; exit 7");
  EXPECT_EQ(result.output, "one\ntwo\nthree\n");
  EXPECT_EQ(result.exit_status, 7);
  EXPECT_FALSE(result.timed_out);
}

TEST(RunCommand, ArgumentsAreNotTouched) {
  const Result<CommandResult> result = run_command({"printf", "%s|", "a b", "$HOME", "", "*", "'"}, kLong);
  EXPECT_EQ(result->output, "a b|$HOME||*|'|");
}

TEST(RunCommand, EmptyInputAndSmallEnvironment) {
  EXPECT_EQ(shell("wc -c; env | grep -v ^_= | grep -v ^PWD= | sort").output,
            "0\nLC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n");
}

TEST(RunCommand, WithoutANullDevice) {
  EXPECT_EQ(test::in_own_mounts([] {
              test::mount_memory("/dev", std::size_t{64} << 10);
              return shell("cat; test ! -e /dev/null && echo done").output;
            }),
            "done\n");
}

TEST(RunCommand, NotInstalled) {
  EXPECT_EQ(run_command({"no-such-program"}, kLong).error().message, "cannot run no-such-program: it is not installed");
}

TEST(RunCommand, NotExecutableLeavesNoProcess) {
  const test::Scratch scratch;
  scratch.write("/text", "not a program", 0755);
  scratch.write("/plain", "", 0644);
  EXPECT_EQ(run_command({scratch.outside("/text")}, kLong).error().message,
            "cannot run " + scratch.path() +
                "/text: Exec format error; look at the kernel log for the reason, or report it with the name of the "
                "failed call, "
                "execve");
  EXPECT_EQ(run_command({"/no/such"}, kLong).error().message,
            "cannot run /no/such: No such file or directory; install it and run again");
  EXPECT_EQ(run_command({scratch.outside("/plain")}, kLong).error().message,
            "cannot run " + scratch.path() +
                "/plain: Permission denied; run as root, or look for a security module that forbids it");
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(RunCommand, EndedByASignal) { EXPECT_EQ(shell("kill -TERM $$").exit_status, 128 + SIGTERM); }

TEST(RunCommand, KilledWithAllItStartedAtTheLimit) {
  const test::Scratch scratch;
  const auto begin = std::chrono::steady_clock::now();
  const CommandResult result = shell(
      "echo begun; (trap '' TERM; sleep 60) & echo $! >" + scratch.outside("/pid") + "; sleep 60", milliseconds{300});
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.output, "begun\n");
  EXPECT_EQ(result.exit_status, 128 + SIGKILL);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{10});
  const pid_t grandchild = std::stoi(scratch.read("/pid"));
  // It is init's to reap now; a zombie, which runs nothing, has no program.
  const std::string program = "/proc/" + std::to_string(grandchild) + "/exe";
  for (int i = 0; i < 500 && std::filesystem::exists(program); ++i) {
    std::this_thread::sleep_for(milliseconds{10});
  }
  EXPECT_FALSE(std::filesystem::exists(program));
}

TEST(RunCommand, DoesNotWaitForWhatKeepsTheOutputOpen) {
  const auto begin = std::chrono::steady_clock::now();
  const CommandResult result = shell("sleep 5 & echo done");
  EXPECT_EQ(result.output, "done\n");
  EXPECT_FALSE(result.timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{4});
}

TEST(RunCommand, LongOutputIsCutAndDoesNotBlock) {
  const CommandResult result = shell("head -c 1000000 /dev/zero | tr '\\0' x; exit 3");
  EXPECT_EQ(result.output, std::string(64 << 10, 'x') + " (the rest is left out)");
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_EQ(shell("head -c 65536 /dev/zero | tr '\\0' x").output, std::string(64 << 10, 'x'));
}

TEST(RunCommand, EndlessOutputMeetsItsLimit) {
  const CommandResult result = shell("exec yes", milliseconds{200});
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.output.size(), (std::size_t{64} << 10) + std::string_view{" (the rest is left out)"}.size());
}

TEST(RunCommand, LeaksNoDescriptorEitherWay) {
  const UniqueFd inherited(::open("/dev/null", O_RDONLY));  // as a careless parent leaves them: not closed at exec
  const std::ptrdiff_t before = open_descriptors();
  EXPECT_EQ(shell("ls /proc/self/fd | wc -l").output, "4\n");  // 0, 1, 2 and the one that ls reads the directory with
  EXPECT_EQ(open_descriptors(), before);
}

TEST(RunCommand, LeaksNoDescriptorOnOlderKernels) {
  EXPECT_EQ(test::in_child([] {
              test::forbid_system_call(SYS_close_range, ENOSYS);
              const UniqueFd inherited(::open("/dev/null", O_RDONLY));
              return shell("ls /proc/self/fd | wc -l").output;
            }),
            "4\n");
}

TEST(RunCommand, FreshSignals) {
  EXPECT_EQ(test::in_child([] {
              test::ignore_signal(SIGPIPE);
              test::ignore_signal(SIGCHLD);  // an ended child would be gone before its status is asked for
              sigset_t all = {};
              ::sigfillset(&all);
              ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
              const CommandResult result = shell("grep -E 'SigBlk|SigIgn' /proc/self/status; exit 5");
              return result.output + std::to_string(result.exit_status);
            }),
            "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n5");
}

}  // namespace
}  // namespace yama::host
