// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string_view>
#include <thread>

#include "base/limits.h"
#include "host/launch.h"
#include "kernel/failure.h"
#include "kernel/unique_fd.h"

namespace yama::host {

namespace {

using kernel::UniqueFd;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kDirectories[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};
constexpr std::chrono::milliseconds kTick{20};  // how late an exit is noticed whose output stays open

std::string search_path() {
  std::string path = "PATH=";
  for (const std::string_view directory : kDirectories) {
    path.append(path.ends_with('=') ? "" : ":").append(directory);
  }
  return path;
}

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return name;
  }
  for (const std::string_view directory : kDirectories) {
    std::string program = std::string(directory) + '/' + name;
    if (::access(program.c_str(), X_OK) == 0) {
      return program;
    }
  }
  return {};
}

/// While it lives, ended children wait to be asked for their status, whatever this program was started with.
class ChildrenKept {
 public:
  ChildrenKept() {
    struct sigaction kept = {};
    kept.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &kept, &before_);
  }
  ~ChildrenKept() { ::sigaction(SIGCHLD, &before_, nullptr); }
  ChildrenKept(const ChildrenKept&) = delete;
  ChildrenKept& operator=(const ChildrenKept&) = delete;

 private:
  struct sigaction before_ = {};
};

/// A started program: its process and the reading end of its output.
class Running {
 public:
  Running(pid_t process, UniqueFd output) : process_(process), output_(std::move(output)) {}

  /// Reads and waits until it has ended or the deadline passed; false for the latter.
  bool wait_until(Clock::time_point deadline) {
    while (!ended_) {
      if (Clock::now() >= deadline) {
        return false;
      }
      wait_for_output(std::min(deadline, Clock::now() + kTick));
      ask_status();
    }
    read_output();  // what it wrote last
    return true;
  }

  /// Kills it and all that it started, and waits for it.
  void kill() {
    ::kill(-process_, SIGKILL);
    wait_until(Clock::now() + limit::kKillTime);
  }

  CommandResult result(bool timed_out) && {
    return {
        .exit_status = status_, .timed_out = timed_out, .output = text_ + (is_cut_ ? " (the rest is left out)" : "")};
  }

 private:
  void wait_for_output(Clock::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (!output_) {  // all writers closed it, so the end is near
      std::this_thread::sleep_for(std::min(left, std::chrono::milliseconds{1}));
      return;
    }
    pollfd readable = {.fd = output_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, static_cast<int>(left.count())) > 0) {
      read_output();
    }
  }

  /// Reads what is there, at most what a pipe holds: a program that never stops writing must not keep its deadline from
  /// being looked at. Output beyond the limit is dropped, so that the program never blocks.
  void read_output() {
    constexpr int kPieces = 16;  // of 4 KiB; a pipe holds 64 KiB, pipe(7)
    std::array<char, 4096> piece = {};
    for (int i = 0; i < kPieces && output_; ++i) {
      const ssize_t got = ::read(output_.get(), piece.data(), piece.size());
      if (got < 0) {
        return;  // EAGAIN: nothing now
      }
      if (got == 0) {
        output_.reset();
        return;
      }
      const auto length = static_cast<std::size_t>(got);
      is_cut_ = is_cut_ || length > limit::kOutput - text_.size();
      text_.append(piece.data(), std::min(length, limit::kOutput - text_.size()));
    }
  }

  void ask_status() {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      ended_ = true;
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
  }

  pid_t process_;
  UniqueFd output_;
  std::string text_;
  bool is_cut_ = false;
  bool ended_ = false;
  int status_ = 128 + SIGKILL;  // until it is known
};

}  // namespace

Result<CommandResult> run_command(const std::vector<std::string>& argv, std::chrono::milliseconds limit) {
  const std::string& name = argv.front();
  Launch start;
  start.program = find_program(name);
  if (start.program.empty()) {
    return Error{"cannot run " + name + ": it is not installed"};
  }
  start.arguments.assign(argv.begin() + 1, argv.end());
  start.environment = {search_path(), "LC_ALL=C"};
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return kernel::failure("run", start.program, "pipe2", errno);
  }
  UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
  start.output = writing.get();
  const ChildrenKept kept;
  const kernel::Attempt<pid_t> process = launch(start);
  if (!process.ok()) {
    return kernel::failure("run", start.program, "execve", process.error(),
                           process.error() == ENOENT ? "install it and run again" : "");
  }
  writing.reset();
  Running running(*process, std::move(reading));
  const bool in_time = running.wait_until(Clock::now() + limit);
  if (!in_time) {
    running.kill();
  }
  return std::move(running).result(!in_time);
}

}  // namespace yama::host
