// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <utility>

#include "base/limits.h"
#include "base/utc.h"
#include "host/attributes.h"
#include "host/staged_file.h"
#include "kernel/failure.h"
#include "kernel/read_fd.h"

namespace yama::host {

namespace {

constexpr std::string_view kAction = "back up";

/// ".4711.2026-11-22@13:05:09~", as module_utils/basic.py backup_local() of ansible-core has it, but in UTC: the host's
/// time zone may not be the image's.
std::string backup_suffix() { return "." + std::to_string(::getpid()) + "." + utc_text(std::time(nullptr), '@') + "~"; }

}  // namespace

Result<std::string> backup_file(const Root& root, std::string_view path) {
  const SignalsHeld held;
  Attempt<Place> found = root.place_of(path);
  if (!found.ok()) {
    return kernel::failure(kAction, root.outside(path), "openat", found.error());
  }
  if (!found->exists || !S_ISREG(found->status.st_mode)) {
    return Error{"cannot " + std::string{kAction} + " " + root.outside(path) + ": " +
                 (found->exists ? "it is not a regular file" : "it is not there any more; run again")};
  }
  Place& place = found.value();
  const std::string shown = root.outside(place.path);
  const UniqueFd fd(
      ::openat(place.parent.get(), place.name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status = {};
  if (!fd || ::fstat(fd.get(), &status) != 0) {
    return kernel::failure(kAction, shown, fd ? "fstat" : "openat", errno);
  }
  const Attempt<std::string> bytes = kernel::read_to_end(fd.get(), limit::kFile);
  if (!bytes.ok()) {
    return kernel::failure(kAction, shown, "read", bytes.error());
  }
  const std::string suffix = backup_suffix();
  place.name += suffix;  // from here on the copy's place
  place.path += suffix;
  Result<StagedFile> copy = StagedFile::create(place, shown);
  if (!copy.ok()) {
    return copy.error();
  }
  if (Done written = copy.value().write(*bytes); !written.ok()) {
    return written.error();
  }
  if (const auto [call, code] = copy_attributes(fd.get(), status, copy->fd()); code != 0) {
    return kernel::failure(kAction, shown, call, code);
  }
  const std::array<timespec, 2> times = {status.st_atim, status.st_mtim};
  if (::futimens(copy->fd(), times.data()) != 0) {
    return kernel::failure(kAction, shown, "futimens", errno);
  }
  if (Done synced = copy.value().sync(); !synced.ok()) {
    return synced.error();
  }
  if (const Attempt<std::monostate> named = copy.value().become_target(); !named.ok()) {
    return kernel::failure(kAction, shown, "renameat2", named.error());
  }
  if (Done synced = sync_directory(place, shown); !synced.ok()) {
    return synced.error();
  }
  return place.path;
}

Done remove_backup(const Root& root, std::string_view path) {
  const Attempt<Place> place = root.place_of_link(path);
  if (!place.ok() || !place->parent || ::unlinkat(place->parent.get(), place->name.c_str(), 0) != 0) {
    return kernel::failure("remove the backup", root.outside(path), "unlinkat", place.ok() ? errno : place.error());
  }
  return done();
}

}  // namespace yama::host
