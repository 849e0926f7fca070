// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/system_log.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>

#include "support/scratch.h"

namespace yama::host {
namespace {

/// A log that listens and reads when it is asked to.
class Log {
 public:
  explicit Log(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~Log() { ::close(fd_); }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  std::string next() const {
    std::array<char, 4096> bytes = {};
    const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
    return got < 0 ? "(none)" : std::string(bytes.data(), static_cast<std::size_t>(got));
  }

 private:
  int fd_;
};

TEST(SystemLog, GetsOneLine) {
  const test::Scratch scratch;
  const std::string path = scratch.outside("/log");
  const Log log(path);
  write_to_system_log("set the running kernel to 1", path);
  EXPECT_EQ(log.next(), "<13>yama-ptrace[" + std::to_string(::getpid()) + "]: set the running kernel to 1");
  EXPECT_EQ(log.next(), "(none)");
}

TEST(SystemLog, IsNeverWaitedFor) {
  const test::Scratch scratch;
  const std::string path = scratch.outside("/log");
  write_to_system_log("nobody listens", path);
  const Log log(path);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 2000; ++i) {
    write_to_system_log("the log is full", path);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
}

}  // namespace
}  // namespace yama::host
