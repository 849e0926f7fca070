// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/helper.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace yama::kernel {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void be_helper(pid_t parent, const UniqueFd& telling,
                            const std::function<void(const Helper::Tell&)>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() == parent) {  // else it died before the line above
    work([&](int number) { return ::write(telling.get(), &number, sizeof number) == sizeof number; });
  }
  ::_exit(0);  // without exit(3): buffers and handlers are the parent's
}

}  // namespace

Helper::Helper(const std::function<void(const Tell&)>& work) {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return;
  }
  told_ = UniqueFd(ends[0]);
  const UniqueFd telling(ends[1]);
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ == 0) {
    be_helper(parent, telling, work);
  }
}

Helper::~Helper() {
  if (process_ <= 0) {
    return;
  }
  ::kill(process_, SIGKILL);
  // A traced child stops before it ends; only its end counts. ECHILD: the kernel reaps for us (SIGCHLD is ignored).
  int status = 0;
  while (true) {
    const pid_t waited = ::waitpid(process_, &status, __WALL);
    if (waited < 0 ? errno != EINTR : !WIFSTOPPED(status)) {
      return;
    }
  }
}

std::optional<int> Helper::hear(std::chrono::milliseconds limit) const {
  const auto deadline = Clock::now() + limit;
  while (told_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd readable = {.fd = told_.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&readable, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    int number = 0;
    if (ready <= 0 || ::read(told_.get(), &number, sizeof number) != sizeof number) {
      break;
    }
    return number;
  }
  return std::nullopt;
}

void sleep_until_killed() {
  while (true) {
    ::pause();
  }
}

}  // namespace yama::kernel
