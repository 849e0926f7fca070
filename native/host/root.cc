// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/root.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <utility>

#include "base/limits.h"
#include "host/trail.h"
#include "kernel/failure.h"
#include "kernel/read_fd.h"

namespace yama::host {

namespace {

// An image's file may be larger than 2 GiB on a 32-bit processor too.
static_assert(sizeof(off_t) == 8, "build with _FILE_OFFSET_BITS=64");

constexpr int kPathFlags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
/// A FIFO or device that slipped in must not block.
constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC;

/// openat2(2), which glibc does not declare; Linux 5.6.
UniqueFd open_in_root(int root, const std::string& path, int flags) {
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_IN_ROOT;
  return UniqueFd(static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how)));
}

/// Older kernels say ENOSYS, seccomp filters of container engines EPERM; EAGAIN means a rename at the same moment.
bool walk_instead(int code) { return code == ENOSYS || code == EPERM || code == EAGAIN; }

Attempt<std::string> link_text(int directory, const std::string& name) {
  std::array<char, PATH_MAX> buffer = {};
  const ssize_t length = ::readlinkat(directory, name.c_str(), buffer.data(), buffer.size());
  if (length < 0) {
    return Errno{errno};
  }
  return std::string(buffer.data(), static_cast<std::size_t>(length));
}

constexpr const char* kEtc = "etc";
constexpr const char* kEtcInUsr = "usr/etc";

bool lacks_its_etc(const SharedFd& root) {
  struct stat status = {};
  return ::fstatat(root.get(), kEtc, &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT &&
         ::fstatat(root.get(), kEtcInUsr, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

/// Takes the first component off a path, without slashes; empty at its end.
std::string take_component(std::string& path) {
  const std::size_t begin = std::min(path.find_first_not_of('/'), path.size());
  const std::size_t end = std::min(path.find('/', begin), path.size());
  std::string component = path.substr(begin, end - begin);
  path.erase(0, std::min(path.find_first_not_of('/', end), path.size()));
  return component;
}

}  // namespace

Root::Root(UniqueFd directory, std::string prefix, bool running_system)
    : directory_(std::move(directory)),
      prefix_(std::move(prefix)),
      running_system_(running_system),
      etc_is_in_usr_(!running_system && lacks_its_etc(directory_)) {}

Result<Root> Root::open(std::string prefix) {
  while (prefix.size() > 1 && prefix.back() == '/') {
    prefix.pop_back();
  }
  if (prefix.empty()) {
    prefix = "/";
  }
  UniqueFd directory(::open(prefix.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  struct stat given = {};
  struct stat running = {};
  if (!directory || ::fstat(directory.get(), &given) != 0) {
    return kernel::failure("use the root directory", prefix, "open", errno, "name a directory that holds a system");
  }
  const bool running_system =
      ::stat("/", &running) == 0 && given.st_dev == running.st_dev && given.st_ino == running.st_ino;
  return Root(std::move(directory), running_system ? "/" : std::move(prefix), running_system);
}

Root Root::for_one_look(Unread& record) const {
  Root root = *this;
  root.record_ = &record;
  root.seen_ = std::make_shared<SeenSteps>();
  return root;
}

void Root::leave(std::string_view path, std::string_view why) const {
  if (record_ != nullptr) {
    record_->left.emplace(path, why);
  }
}

std::string Root::outside(std::string_view path) const {
  const bool moved = etc_is_in_usr_ && (path == "/etc" || path.starts_with("/etc/"));
  return running_system_ ? std::string(path) : prefix_ + (moved ? "/usr" : "") + std::string(path);
}

/// A name in a directory on the way to a file; most often a directory, which is opened at once.
Step Root::step(int directory, const std::string& name, const std::string& path) const {
  if (const Step* const known = seen_ ? seen_->step(path) : nullptr) {
    return *known;
  }
  Step step{.directory = SharedFd(UniqueFd(::openat(directory, name.c_str(), kPathFlags | O_DIRECTORY)))};
  if (!step.directory) {
    step.error = errno;
    if (step.error == ENOTDIR) {
      Attempt<std::string> link = link_text(directory, name);
      step.link = link.ok() ? std::move(link).value() : std::string{};
    }
  }
  if (seen_) {
    seen_->keep(path, step);
  }
  return step;
}

/// The last name of a path.
End Root::end(int directory, const std::string& name, const std::string& path) const {
  if (const End* const known = seen_ ? seen_->end(path) : nullptr) {
    return *known;
  }
  End end;
  if (::fstatat(directory, name.c_str(), &end.status, AT_SYMLINK_NOFOLLOW) != 0) {
    end.error = errno;
  } else if (S_ISLNK(end.status.st_mode)) {
    Attempt<std::string> link = link_text(directory, name);
    end.link = link.ok() ? std::move(link).value() : std::string{};
  }
  if (seen_) {
    seen_->keep(path, end);
  }
  return end;
}

Attempt<Place> Root::walk(std::string_view path, bool follow_last) const {
  Trail trail(directory_);
  std::string rest(path);
  std::size_t links = 0;
  while (true) {
    const std::string name = take_component(rest);
    if (name.empty()) {
      return trail.place();
    }
    if (name == ".") {
      continue;
    }
    if (name == "..") {
      trail.leave();
      continue;
    }
    std::string path_here = trail.path_of(name);
    const std::string found = etc_is_in_usr_ && trail.is_at_root() && name == kEtc ? kEtcInUsr : name;
    std::string link;
    if (!rest.empty()) {
      Step next = step(trail.here(), found, path_here);
      if (next.directory) {
        trail.enter(std::move(next.directory), std::move(path_here));
        continue;
      }
      if (next.link.empty()) {
        return Errno{next.error};
      }
      link = std::move(next.link);
    } else {
      End last = end(trail.here(), found, path_here);
      if (last.error != 0 && last.error != ENOENT) {
        return Errno{last.error};
      }
      if (!follow_last || last.link.empty()) {
        return trail.place_of(found, std::move(path_here), last);
      }
      link = std::move(last.link);
    }
    if (++links > limit::kLinks) {
      return Errno{ELOOP};
    }
    if (link.starts_with('/')) {
      trail.back_to_root();
    }
    rest.insert(0, link + '/');
  }
}

void Root::note_refusal(std::string_view path, int code) const {
  if (record_ != nullptr && (code == EACCES || code == EPERM)) {
    record_->refused.emplace(path);
  }
}

Attempt<Place> Root::place_of(std::string_view path) const {
  Attempt<Place> place = walk(path, true);
  note_refusal(path, place.error());
  return place;
}

Attempt<Place> Root::place_of_link(std::string_view path) const {
  Attempt<Place> place = walk(path, false);
  note_refusal(path, place.error());
  return place;
}

Attempt<UniqueFd> Root::open_file(std::string_view path, int flags) const {
  flags |= O_CLOEXEC | ((flags & O_PATH) != 0 ? 0 : O_NOCTTY);
  std::string relative(path.substr(std::min(path.find_first_not_of('/'), path.size())));
  if (relative.empty()) {
    relative = ".";
  }
  UniqueFd fd = etc_is_in_usr_ ? UniqueFd{} : open_in_root(directory_.get(), relative, flags);
  if (!fd && (etc_is_in_usr_ || walk_instead(errno))) {
    const Attempt<Place> place = walk(path, (flags & O_NOFOLLOW) == 0);
    if (!place.ok()) {
      note_refusal(path, place.error());
      return Errno{place.error()};
    }
    fd = place->parent ? UniqueFd(::openat(place->parent.get(), place->name.c_str(), flags | O_NOFOLLOW))
                       : UniqueFd(::openat(directory_.get(), ".", flags));
  }
  if (!fd) {
    const int code = errno;
    note_refusal(path, code);
    return Errno{code};
  }
  return fd;
}

Attempt<struct stat> Root::status(std::string_view path) const {
  const Attempt<Place> place = place_of(path);
  if (!place.ok() || !place->exists) {
    return Errno{place.ok() ? ENOENT : place.error()};
  }
  return place->status;
}

Attempt<std::vector<Name>> Root::list(std::string_view directory) const {
  const std::string path(directory);
  if (const SeenSteps::Names* const known = seen_ ? seen_->names(path) : nullptr) {
    return *known;
  }
  const Attempt<UniqueFd> fd = open_file(directory, O_RDONLY | O_DIRECTORY);
  Attempt<std::vector<Name>> names = Errno{fd.error()};
  if (fd.ok()) {
    names = kernel::names_in(fd->get());
  }
  if (names.error() == EFBIG) {
    leave(directory, "a directory with too many names to be read");
  }
  if (seen_) {
    seen_->keep(path, names);
  }
  return names;
}

Attempt<std::string> Root::read(std::string_view path, std::size_t limit) const {
  const Attempt<Place> place = place_of(path);
  if (!place.ok() || !place->exists) {
    return Errno{place.ok() ? ENOENT : place.error()};
  }
  if (!S_ISREG(place->status.st_mode)) {
    return Errno{EINVAL};
  }
  const UniqueFd fd(::openat(place->parent.get(), place->name.c_str(), kReadFlags));
  if (!fd) {
    const int code = errno;
    note_refusal(path, code);
    return Errno{code};
  }
  Attempt<std::string> bytes = kernel::read_to_end(fd.get(), limit, static_cast<std::size_t>(place->status.st_size));
  if (bytes.error() == EFBIG) {
    leave(path, "a file that is too large to be read");
  }
  return bytes;
}

Attempt<std::string> Root::read_link(std::string_view path) const {
  const Attempt<Place> place = place_of_link(path);
  if (!place.ok()) {
    return Errno{place.error()};
  }
  if (place->link.empty()) {
    return Errno{place->exists ? EINVAL : ENOENT};
  }
  return place->link;
}

}  // namespace yama::host
