// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/launch.h"

// The only source that includes Boost.Process: it takes longer to compile than all the rest of this room.
// Without pidfd_open(2), which Linux 4.18 lacks, and where Boost 1.81 throws away a child that it has started already.
#define BOOST_PROCESS_V2_DISABLE_PIDFD_OPEN
#define BOOST_PROCESS_V2_HEADER_ONLY
#define BOOST_PROCESS_USE_STD_FS  // Boost.Filesystem is a library of its own
// Without threads, of which this program has none and which would bring 50 KiB of the C library into it. clang-tidy
// takes a service of Asio's for null without them.
#ifndef __clang_analyzer__
#define BOOST_ASIO_DISABLE_THREADS
#endif
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/optional.hpp>  // Boost 1.81 forgets these two
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <boost/type_traits/decay.hpp>
#include <cerrno>
#include <csignal>
#include <exception>

#include "kernel/unique_fd.h"

namespace yama::host {

namespace {

namespace process = boost::process::v2;
using kernel::Attempt;
using kernel::Errno;
using kernel::UniqueFd;

/// Marks every descriptor but the first three for closing at exec. Boost 1.81 leaves those between its whitelist's
/// entries open.
void close_at_exec() {
  if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0) {
    return;
  }
  constexpr int kDescriptors = 1024;  // Linux before 5.11
  for (int fd = 3; fd < kDescriptors; ++fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
}

/// What the child does between fork and exec, and when exec fails. Only async-signal-safe calls.
struct FreshProcess {
  template <class Launcher>
  boost::system::error_code on_exec_setup(Launcher& /*launcher*/, const process::filesystem::path& /*program*/,
                                          const char* const* /*argv*/) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none = {};
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
    struct sigaction usual = {};
    usual.sa_handler = SIG_DFL;
    ::sigaction(SIGPIPE, &usual, nullptr);
    close_at_exec();
    return {};
  }

  /// Boost would call exit(3) here, which flushes the parent's buffers a second time.
  template <class... Arguments>
  void on_exec_error(Arguments&&... /*arguments*/) {
    ::_exit(127);
  }
};

/// The reading end of a pipe that nobody writes to: empty as /dev/null is, which a chroot may not have.
UniqueFd empty_input() {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
    ::close(ends[1]);
  }
  return UniqueFd(ends[0]);
}

std::vector<const char*> pointers(const std::vector<std::string>& strings) {
  std::vector<const char*> result;
  result.reserve(strings.size() + 1);
  for (const std::string& text : strings) {
    result.push_back(text.c_str());
  }
  result.push_back(nullptr);
  return result;
}

}  // namespace

Attempt<pid_t> launch(const Launch& start) {
  try {
    boost::asio::io_context context;  // nothing runs in it; a process object cannot be without
    const UniqueFd input = empty_input();
    if (!input) {
      return Errno{errno};
    }
    const std::vector<const char*> environment = pointers(start.environment);
    process::posix::default_launcher launcher;
    launcher.env = environment.data();
    boost::system::error_code failed;
    auto child = launcher(context.get_executor(), failed, start.program, start.arguments,
                          process::process_stdio{input.get(), start.output, start.output}, FreshProcess{});
    if (failed) {
      if (launcher.pid > 0) {
        ::waitpid(launcher.pid, nullptr, 0);  // Boost leaves it a zombie
      }
      return Errno{failed.value()};
    }
    return child.detach().id();
  } catch (const std::exception&) {  // no descriptor or memory left for the context
    return Errno{EAGAIN};
  }
}

}  // namespace yama::host
