// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/swap.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "base/write_all.h"
#include "host/lease.h"
#include "host/refusal.h"
#include "kernel/failure.h"
#include "kernel/read_fd.h"

namespace yama::host {

namespace {

constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kAppendFlags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::chrono::milliseconds kPause{2};
/// Whoever looked the old file up before its name changed has opened it by then, or waits for the lease.
constexpr std::chrono::milliseconds kGrace{2};

bool knows_no_exchange(int code) {
  return code == EINVAL || code == ENOSYS || code == EOPNOTSUPP || code == EPERM;  // EPERM: a container's filter
}

bool same_file(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

bool is_as_read(int fd, const Former& former) {
  struct stat now = {};
  if (::fstat(fd, &now) != 0 || now.st_mode != former.status.st_mode || now.st_uid != former.status.st_uid ||
      now.st_gid != former.status.st_gid) {
    return false;
  }
  if (::lseek(fd, 0, SEEK_SET) != 0) {
    return false;
  }
  const Attempt<std::string> bytes = kernel::read_to_end(fd, former.bytes.size());
  return bytes.ok() && *bytes == former.bytes;
}

/// Whether the file that has lost its name may go: it is the one that was read, still as it was, and nobody has it open
/// for writing or is about to.
bool may_go(int directory, const std::string& name, const Former& former, const Lease& lease) {
  struct stat now = {};
  if (::fstatat(directory, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0 || !same_file(now, former.status) ||
      !is_as_read(former.fd, former)) {
    return false;
  }
  if (lease.state() == Lease::State::kHeld) {
    std::this_thread::sleep_for(kGrace);
  }
  return !lease.is_wanted();
}

/// Has whoever wants to open the file for writing wait from now on. False: somebody has it open still.
bool keep_writers_out(int fd, std::optional<Lease>& lease) {
  lease.emplace(fd);
  if (lease->state() == Lease::State::kBusy && wait_for_writers(fd)) {
    lease.emplace(fd);
  }
  return lease->state() != Lease::State::kBusy;
}

/// The bytes of a file in a directory; none when it cannot be read.
std::optional<std::string> bytes_of(int directory, const std::string& name) {
  const UniqueFd fd(::openat(directory, name.c_str(), kReadFlags));
  if (!fd) {
    return std::nullopt;
  }
  wait_for_writers(fd.get());
  Attempt<std::string> bytes = kernel::read_to_end(fd.get(), limit::kFile);
  return bytes.ok() ? std::optional{std::move(bytes).value()} : std::nullopt;
}

/// The lines that are not empty.
std::vector<std::string_view> lines_in(std::string_view bytes) {
  std::vector<std::string_view> lines;
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    if (!line.empty()) {
      lines.push_back(line);
    }
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
  }
  return lines;
}

/// The lines that somebody added to files which had the place while names were exchanged. Who replaces the file over
/// and over may have read one of these files, and puts it in place later without the lines of the others.
class Added {
 public:
  /// Both are contents that a file had before anything was added to it.
  Added(std::string_view after, std::string_view before)
      : begins_(after.size() > before.size() ? std::array{after, before} : std::array{before, after}) {}

  /// Takes note of such a file. False: it is none of these contents with lines added.
  bool note(const std::optional<std::string>& bytes) {
    for (const std::string_view begin : begins_) {
      if (bytes && bytes->starts_with(begin)) {
        const auto lines = lines_in(std::string_view{*bytes}.substr(begin.size()));
        lines_.insert(lines_.end(), lines.begin(), lines.end());
        return true;
      }
    }
    return false;
  }

  /// Sees to it that the file that has the place holds all of the lines, until it has held them for a while. False: it
  /// could not be done.
  [[nodiscard]] bool keep_in(const Place& place) const {
    if (lines_.empty()) {
      return true;
    }
    std::chrono::milliseconds held{0};
    for (int losses = 0; losses < limit::kExchanges && held < limit::kSettled;) {
      const std::optional<std::string> bytes = bytes_of(place.parent.get(), place.name);
      const std::string missing = bytes ? missing_in(*bytes) : std::string();
      if (bytes && missing.empty()) {
        held += kPause;
      } else {
        held = std::chrono::milliseconds{0};
        ++losses;
        append(place, missing);
      }
      std::this_thread::sleep_for(kPause);
    }
    return held >= limit::kSettled;
  }

 private:
  [[nodiscard]] std::string missing_in(std::string_view bytes) const {
    const auto there = lines_in(bytes);
    const std::set<std::string_view> held(there.begin(), there.end());
    std::string missing;
    for (const std::string& line : lines_) {
      if (!held.contains(line)) {
        missing += line + "\n";
      }
    }
    return missing.empty() || bytes.empty() || bytes.ends_with('\n') ? missing : "\n" + missing;
  }

  static void append(const Place& place, std::string_view text) {
    if (const UniqueFd target(::openat(place.parent.get(), place.name.c_str(), kAppendFlags)); target) {
      write_all(target.get(), text);
      ::fsync(target.get());
    }
  }

  std::array<std::string_view, 2> begins_;
  std::vector<std::string> lines_;
};

/// Gives the place back to the newest file of somebody else's; what was put there before is under the temporary name
/// afterwards. Who waits for the lease goes on once their file has its name again. False when it could not be done.
bool give_back(StagedFile& staged, struct stat put, const Place& place, Added& added, std::optional<Lease>& lease) {
  const int directory = place.parent.get();
  for (int i = 0; i < limit::kExchanges; ++i) {
    struct stat kept = {};
    struct stat got = {};
    if (::fstatat(directory, staged.name().c_str(), &kept, AT_SYMLINK_NOFOLLOW) != 0) {
      return false;
    }
    const Attempt<std::monostate> exchanged = staged.exchange_with_target();
    lease.reset();
    if (exchanged.error() == ENOENT) {  // somebody took the new file away
      return staged.become_target().ok();
    }
    if (!exchanged.ok() || ::fstatat(directory, staged.name().c_str(), &got, AT_SYMLINK_NOFOLLOW) != 0) {
      return false;
    }
    added.note(bytes_of(directory, place.name));
    if (same_file(got, put)) {
      return true;
    }
    put = kept;  // somebody replaced what was there: that is newer than what was given back
  }
  return false;
}

std::string kept_beside(const std::string& name) {
  return "somebody else changed it at the same time, and their version is " + name + " beside it; compare the two";
}

/// Makes the exchange durable, then removes the former file. Where either fails, the caller can still go back.
Done remove_for_good(StagedFile& former, const Place& place, std::string_view shown) {
  if (Done synced = sync_directory(place, shown); !synced) {
    return synced;
  }
  return former.remove_former() ? done() : Done{kernel::failure("replace", shown, "unlinkat", errno)};
}

/// Puts somebody else's file, whose name was exchanged with that of the staged one, back into place, and sees to it
/// that it keeps what they added. False: something else is left under the temporary name.
bool go_back(StagedFile& staged, const struct stat& put, std::string_view after, const Place& place,
             const Former& former, std::optional<Lease>& lease) {
  // What is put aside is ours, or that of somebody else who replaced ours: that began with either content.
  Added added(after, former.bytes);
  return give_back(staged, put, place, added, lease) && added.note(bytes_of(place.parent.get(), staged.name())) &&
         added.keep_in(place);
}

}  // namespace

bool wait_for_writers(int fd) {
  for (int i = 0; i < limit::kWriterTime / kPause; ++i) {
    if (Lease{fd}.state() != Lease::State::kBusy) {
      return true;
    }
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

Written put_in_place(StagedFile& staged, std::string_view after, const Place& place, const Former& former,
                     std::string_view shown) {
  struct stat put = {};
  if (::fstat(staged.fd(), &put) != 0) {
    return kernel::failure("replace", shown, "fstat", errno);
  }
  std::optional<Lease> lease;
  if (!keep_writers_out(former.fd, lease)) {
    return changed_meanwhile("replace", shown);
  }
  Attempt<std::monostate> moved = staged.exchange_with_target();
  if (moved.ok()) {
    const bool goes = may_go(place.parent.get(), staged.name(), former, *lease);
    const Done gone = goes ? remove_for_good(staged, place, shown) : done();
    if (goes && gone.ok()) {
      return gone;
    }
    if (!go_back(staged, put, after, place, former, lease)) {
      return refusal("replace", shown, kept_beside(staged.leave()));
    }
    return goes ? Written{gone} : changed_meanwhile("replace", shown);
  }
  if (knows_no_exchange(moved.error())) {
    moved = staged.replace_target();
  }
  if (moved.error() == ENOENT) {
    return changed_meanwhile("replace", shown);
  }
  if (moved.error() == EBUSY) {
    return refusal("replace", shown, kMountPoint);
  }
  return moved.ok() ? sync_directory(place, shown)
                    : Done{kernel::failure("replace", shown, "renameat2", moved.error())};
}

Written take_from_place(const Place& place, const Former& former, std::string_view shown) {
  const int directory = place.parent.get();
  std::optional<Lease> lease;
  if (!keep_writers_out(former.fd, lease)) {
    return changed_meanwhile("remove", shown);
  }
  Attempt<StagedFile> aside = StagedFile::take_over(place, shown);
  if (!aside.ok() && knows_no_exchange(aside.error())) {
    return ::unlinkat(directory, place.name.c_str(), 0) == 0
               ? sync_directory(place, shown)
               : Done{kernel::failure("remove", shown, "unlinkat", errno)};
  }
  if (!aside.ok()) {
    return aside.error() == ENOENT ? changed_meanwhile("remove", shown)
                                   : WriteError{kernel::failure("remove", shown, "renameat2", aside.error())};
  }
  if (may_go(directory, aside->name(), former, *lease)) {
    Done gone = remove_for_good(aside.value(), place, shown);
    if (!gone) {
      [[maybe_unused]] const auto back = aside.value().become_target();
    }
    return gone;
  }
  const std::string name = aside->name();
  const Attempt<std::monostate> back = aside.value().become_target();
  lease.reset();
  if (back.error() == EEXIST) {  // somebody made a new one
    Added added(former.bytes, former.bytes);
    if (!added.note(bytes_of(directory, name)) || !added.keep_in(place)) {
      return refusal("remove", shown, kept_beside(aside.value().leave()));
    }
  } else if (!back.ok()) {
    return refusal("remove", shown, kept_beside(aside.value().leave()));
  }
  return changed_meanwhile("remove", shown);
}

}  // namespace yama::host
