// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/staged_file.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "base/write_all.h"
#include "host/attributes.h"
#include "kernel/failure.h"

namespace yama::host {

namespace {

constexpr int kStageFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

constexpr int kReadFlags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::string_view kPrefix = ".yama-ptrace";
constexpr std::size_t kDigits = 16;

/// ".yama-ptrace.0123456789abcdef~"
std::string temporary_name() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number) {  // early boot: the pid will do
    number = static_cast<std::uint64_t>(::getpid());
  }
  std::string digits(kDigits, '0');
  for (char& digit : digits) {
    digit = "0123456789abcdef"[number % 16];
    number /= 16;
  }
  return std::string(kPrefix) + "." + digits + "~";
}

Attempt<std::monostate> outcome(long returned) {
  if (returned != 0) {
    return Errno{errno};
  }
  return std::monostate{};
}

}  // namespace

SignalsHeld::SignalsHeld() {
  sigset_t held = {};
  ::sigemptyset(&held);
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ, SIGIO}) {
    ::sigaddset(&held, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

SignalsHeld::~SignalsHeld() {
  // The file size limit was reported as EFBIG already, and who waits for a lease was asked for; their signals would end
  // the program on top of it.
  sigset_t known = {};
  ::sigemptyset(&known);
  ::sigaddset(&known, SIGXFSZ);
  ::sigaddset(&known, SIGIO);
  const timespec at_once = {};
  while (::sigtimedwait(&known, nullptr, &at_once) > 0) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool is_temporary(std::string_view name) {
  return name.size() == kPrefix.size() + kDigits + 2 && name.starts_with(kPrefix) && name.ends_with('~');
}

Done sync_directory(const Place& place, std::string_view shown) {
  const UniqueFd directory(::openat(place.parent.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // EINVAL: a file system that has nothing to sync.
  if (!directory || (::fsync(directory.get()) != 0 && errno != EINVAL)) {
    return kernel::failure("make durable the directory of", shown, directory ? "fsync" : "open", errno);
  }
  return done();
}

StagedFile::StagedFile(const Place& place, std::string_view shown, std::string name, UniqueFd fd)
    : place_(place), shown_(shown), name_(std::move(name)), fd_(std::move(fd)) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : place_(other.place_),
      shown_(other.shown_),
      name_(std::exchange(other.name_, std::string())),
      fd_(std::move(other.fd_)) {}

StagedFile::~StagedFile() {
  if (!name_.empty()) {
    ::unlinkat(place_.parent.get(), name_.c_str(), 0);
  }
}

Result<StagedFile> StagedFile::create(const Place& place, std::string_view shown) {
  std::string name = temporary_name();
  UniqueFd fd(::openat(place.parent.get(), name.c_str(), kStageFlags, 0600));
  if (!fd) {
    return kernel::failure("create a temporary file beside", shown, "openat", errno);
  }
  ::flock(fd.get(), LOCK_SH | LOCK_NB);  // until it is closed nobody takes it for a leftover
  return StagedFile(place, shown, std::move(name), std::move(fd));
}

Attempt<StagedFile> StagedFile::take_over(const Place& place, std::string_view shown) {
  std::string name = temporary_name();
  const int directory = place.parent.get();
  const auto moved =
      outcome(::syscall(SYS_renameat2, directory, place.name.c_str(), directory, name.c_str(), RENAME_NOREPLACE));
  if (!moved.ok()) {
    return Errno{moved.error()};
  }
  return StagedFile(place, shown, std::move(name), UniqueFd{});
}

Done StagedFile::write(std::string_view bytes) {
  return write_all(fd_.get(), bytes) ? done() : kernel::failure("write", shown_, "write", errno);
}

void StagedFile::inherit_label() { host::inherit_label(place_.parent.get(), name_); }

Done StagedFile::sync() {
  if (::fsync(fd_.get()) != 0) {
    return kernel::failure("write", shown_, "fsync", errno);
  }
  UniqueFd reader(::openat(place_.parent.get(), name_.c_str(), kReadFlags));
  if (reader) {
    ::flock(reader.get(), LOCK_SH | LOCK_NB);
    fd_ = std::move(reader);
  }
  return done();
}

Attempt<std::monostate> StagedFile::exchange_with_target() {
  const int directory = place_.parent.get();
  return outcome(::syscall(SYS_renameat2, directory, name_.c_str(), directory, place_.name.c_str(), RENAME_EXCHANGE));
}

bool StagedFile::remove_former() {
  if (::unlinkat(place_.parent.get(), name_.c_str(), 0) != 0) {
    return false;
  }
  name_.clear();
  return true;
}

std::string StagedFile::leave() {
  const int directory = place_.parent.get();
  std::string name = place_.name + name_.substr(kPrefix.size());
  if (::renameat(directory, name_.c_str(), directory, name.c_str()) != 0) {
    name = name_;
  }
  name_.clear();
  return name;
}

Attempt<std::monostate> StagedFile::replace_target() {
  const int directory = place_.parent.get();
  const Attempt<std::monostate> moved = outcome(::renameat(directory, name_.c_str(), directory, place_.name.c_str()));
  if (moved.ok()) {
    name_.clear();
  }
  return moved;
}

Attempt<std::monostate> StagedFile::become_target() {
  const int directory = place_.parent.get();
  const char* target = place_.name.c_str();
  Attempt<std::monostate> moved =
      outcome(::syscall(SYS_renameat2, directory, name_.c_str(), directory, target, RENAME_NOREPLACE));
  if (moved.ok()) {
    name_.clear();
  } else if (moved.error() == EINVAL || moved.error() == ENOSYS) {              // a file system without that flag
    moved = outcome(::linkat(directory, name_.c_str(), directory, target, 0));  // the other name goes at the end
  }
  return moved;
}

}  // namespace yama::host
