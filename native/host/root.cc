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

#include "kernel/failure.h"
#include "kernel/read_fd.h"

namespace yama::host {

namespace {

// An image's file may be larger than 2 GiB on a 32-bit processor too.
static_assert(sizeof(off_t) == 8, "build with _FILE_OFFSET_BITS=64");

constexpr int kMostLinks = 40;  // MAXSYMLINKS of the kernel
constexpr int kPathFlags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
constexpr int kReadFlags = O_RDONLY | O_NONBLOCK;  // a FIFO or device that slipped in must not block

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

bool lacks_its_etc(const UniqueFd& root) {
  struct stat status = {};
  return ::fstatat(root.get(), kEtc, &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT &&
         ::fstatat(root.get(), kEtcInUsr, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

UniqueFd duplicate(const UniqueFd& fd) { return UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0)); }

/// Takes the first component off a path, without slashes; empty at its end.
std::string take_component(std::string& path) {
  const std::size_t begin = std::min(path.find_first_not_of('/'), path.size());
  const std::size_t end = std::min(path.find('/', begin), path.size());
  std::string component = path.substr(begin, end - begin);
  path.erase(0, std::min(path.find_first_not_of('/', end), path.size()));
  return component;
}

/// The directories between the root and the place where a walk stands.
class Trail {
 public:
  explicit Trail(const UniqueFd& root) : root_(root) {}

  [[nodiscard]] bool is_at_root() const { return steps_.empty(); }
  [[nodiscard]] int here() const { return (steps_.empty() ? root_ : steps_.back().directory).get(); }
  void enter(UniqueFd directory, std::string name) { steps_.push_back({std::move(directory), std::move(name)}); }
  void leave() {
    if (!steps_.empty()) {  // ".." of the root is the root
      steps_.pop_back();
    }
  }
  void back_to_root() { steps_.clear(); }

  /// The directory itself as a Place.
  [[nodiscard]] Attempt<Place> place() {
    struct stat status = {};
    if (::fstat(here(), &status) != 0) {
      return Errno{errno};
    }
    if (steps_.empty()) {
      return Place{.parent = {}, .name = {}, .path = "/", .exists = true, .status = status};
    }
    std::string name = steps_.back().name;
    leave();
    return place_of(std::move(name), &status);
  }

  /// A name in the directory as a Place; without a status it does not exist.
  [[nodiscard]] Attempt<Place> place_of(std::string name, const struct stat* status) {
    Place place;
    place.path = path_of(name);
    place.name = std::move(name);
    place.parent = steps_.empty() ? duplicate(root_) : std::move(steps_.back().directory);
    if (!place.parent) {
      return Errno{errno};
    }
    place.exists = status != nullptr;
    if (status != nullptr) {
      place.status = *status;
    }
    return place;
  }

 private:
  struct Step {
    UniqueFd directory;
    std::string name;
  };

  [[nodiscard]] std::string path_of(const std::string& name) const {
    std::string path;
    for (const Step& step : steps_) {
      path += '/';
      path += step.name;
    }
    return path + '/' + name;
  }

  const UniqueFd& root_;
  std::vector<Step> steps_;
};

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

std::string Root::outside(std::string_view path) const {
  const bool moved = etc_is_in_usr_ && (path == "/etc" || path.starts_with("/etc/"));
  return running_system_ ? std::string(path) : prefix_ + (moved ? "/usr" : "") + std::string(path);
}

Attempt<Place> Root::walk(std::string_view path, bool follow_last) const {
  Trail trail(directory_);
  std::string rest(path);
  int links = 0;
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
    const bool last = rest.empty();
    const std::string found = etc_is_in_usr_ && trail.is_at_root() && name == kEtc ? kEtcInUsr : name;
    if (!last) {  // most often a plain directory, which needs no fstat(2)
      UniqueFd directory(::openat(trail.here(), found.c_str(), kPathFlags | O_DIRECTORY));
      if (directory) {
        trail.enter(std::move(directory), name);
        continue;
      }
    }
    UniqueFd here(::openat(trail.here(), found.c_str(), kPathFlags));
    struct stat status = {};
    if (!here && errno == ENOENT && last) {
      return trail.place_of(name, nullptr);
    }
    if (!here || ::fstat(here.get(), &status) != 0) {
      return Errno{errno};
    }
    if (S_ISLNK(status.st_mode) && (!last || follow_last)) {
      const Attempt<std::string> target = link_text(here.get(), "");
      if (!target.ok() || ++links > kMostLinks) {
        return Errno{target.ok() ? ELOOP : target.error()};
      }
      if (target->starts_with('/')) {
        trail.back_to_root();
      }
      rest.insert(0, *target + '/');
    } else if (last) {
      Attempt<Place> end = trail.place_of(name, &status);
      if (!end.ok()) {
        return end;
      }
      Place place = std::move(end).value();
      place.name = found;
      return place;
    } else {
      return Errno{ENOTDIR};
    }
  }
}

void Root::note_refusal(std::string_view path, int code) const {
  if (code == EACCES || code == EPERM) {
    refused_.emplace(path);
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
  const Attempt<UniqueFd> fd = open_file(path, O_PATH);
  if (!fd.ok()) {
    return Errno{fd.error()};
  }
  struct stat status = {};
  if (::fstat(fd->get(), &status) != 0) {
    return Errno{errno};
  }
  return status;
}

Attempt<std::vector<Name>> Root::list(std::string_view directory) const {
  const Attempt<UniqueFd> fd = open_file(directory, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) {
    return Errno{fd.error()};
  }
  return kernel::names_in(fd->get());
}

Attempt<std::string> Root::read(std::string_view path, std::size_t limit) const {
  const Attempt<struct stat> before = status(path);
  if (!before.ok()) {
    return Errno{before.error()};
  }
  if (!S_ISREG(before->st_mode)) {
    return Errno{EINVAL};
  }
  const Attempt<UniqueFd> fd = open_file(path, kReadFlags);
  if (!fd.ok()) {
    return Errno{fd.error()};
  }
  Attempt<std::string> bytes = kernel::read_to_end(fd->get(), limit);
  if (bytes.error() == EFBIG) {
    left_unread_.emplace(path);
  }
  return bytes;
}

Attempt<std::string> Root::read_link(std::string_view path) const {
  const Attempt<Place> place = place_of_link(path);
  if (!place.ok()) {
    return Errno{place.error()};
  }
  if (!place->exists || !S_ISLNK(place->status.st_mode)) {
    return Errno{place->exists ? EINVAL : ENOENT};
  }
  return link_text(place->parent.get(), place->name);
}

}  // namespace yama::host
