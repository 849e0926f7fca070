// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/pipeline.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "host/launch.h"
#include "kernel/failure.h"

namespace yama::initrd {
namespace {

constexpr std::string_view kShell = "/bin/sh";
constexpr int kPipeBytes = 1 << 20;  // fewer turns between writer and reader; a target, not needed

}  // namespace

Result<Pipeline> Pipeline::start(std::string_view script, const std::vector<std::string>& arguments,
                                 std::chrono::milliseconds limit) {
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return kernel::failure("run", kShell, "pipe2", errno);
  }
  kernel::UniqueFd reading(ends[0]);
  const kernel::UniqueFd writing(ends[1]);
  ::fcntl(reading.get(), F_SETPIPE_SZ, kPipeBytes);
  host::Launch start;
  start.program = kShell;
  start.arguments = {"-c", std::string(script), "sh"};
  start.arguments.insert(start.arguments.end(), arguments.begin(), arguments.end());
  start.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
  start.output = writing.get();
  const kernel::Attempt<pid_t> process = host::launch(start);
  if (!process.ok()) {
    return kernel::failure("run", kShell, "execve", process.error());
  }
  return Pipeline(*process, std::move(reading), Clock::now() + limit);
}

Pipeline::Pipeline(pid_t process, kernel::UniqueFd output, Clock::time_point deadline)
    : process_(process), output_(std::move(output)), deadline_(deadline), buffer_(kPipeBytes, '\0') {}

Pipeline::Pipeline(Pipeline&& other) noexcept
    : process_(std::exchange(other.process_, 0)),
      output_(std::move(other.output_)),
      deadline_(other.deadline_),
      buffer_(std::move(other.buffer_)) {}

Pipeline::~Pipeline() {
  if (process_ > 0) {
    ::kill(-process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
}

Result<std::string_view> Pipeline::read() {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
    pollfd readable = {.fd = output_.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&readable, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready == 0) {
      return Error{"it took too long"};
    }
    const ssize_t got = ready < 0 ? -1 : ::read(output_.get(), buffer_.data(), buffer_.size());
    if (got >= 0) {
      return std::string_view{buffer_}.substr(0, static_cast<std::size_t>(got));
    }
    if (errno != EINTR) {
      return Error{kernel::errno_text(errno)};
    }
  }
}

}  // namespace yama::initrd
