// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <thread>

#include "kernel/failure.h"

namespace yama::host {

namespace {

constexpr const char* kLockFile = "/run/yama-ptrace.lock";
constexpr std::chrono::milliseconds kPause{20};

/// Where the lock lives, and its path for messages. A directory that everyone may open is second best: anyone could
/// hold its lock.
struct LockPlace {
  UniqueFd fd;
  std::string shown;
};

Result<LockPlace> open_lock(const Root& root) {
  if (root.is_running_system()) {
    UniqueFd file(::open(kLockFile, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600));
    if (file) {
      return LockPlace{std::move(file), kLockFile};
    }
  }
  Attempt<UniqueFd> directory = root.open_file("/", O_RDONLY | O_DIRECTORY);
  if (!directory.ok()) {
    return kernel::failure("lock", root.prefix(), "open", directory.error());
  }
  return LockPlace{std::move(directory).value(), root.prefix()};
}

}  // namespace

Result<Lock> Lock::acquire(const Root& root, std::chrono::milliseconds limit) {
  Result<LockPlace> place = open_lock(root);
  if (!place.ok()) {
    return place.error();
  }
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (::flock(place->fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kPause);
    } else if (errno == EWOULDBLOCK) {
      return Error{"another run of this program holds the lock " + place->shown +
                   "; wait until it has ended and run again"};
    } else if (errno != EINTR) {
      return kernel::failure("lock", place->shown, "flock", errno);
    }
  }
  return Lock(std::move(place.value().fd));
}

}  // namespace yama::host
