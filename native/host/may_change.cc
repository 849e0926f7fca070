// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/may_change.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "host/attributes.h"
#include "host/refusal.h"
#include "kernel/capability.h"

namespace yama::host {

namespace {

constexpr int kFileFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC;

bool is_mount_point(const Place& place) {
  struct statx found = {};
  return ::statx(place.parent.get(), place.name.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &found) == 0 &&
         (found.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0 &&
         (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

bool is_marked(const UniqueFd& fd) { return fd && is_immutable(fd.get()); }

bool is_own_group(gid_t group) {
  const int count = ::getgroups(0, nullptr);
  std::vector<gid_t> groups(count > 0 ? static_cast<std::size_t>(count) : 0);
  return group == ::getegid() || (::getgroups(static_cast<int>(groups.size()), groups.data()) == count &&
                                  std::ranges::find(groups, group) != groups.end());
}

/// The owner and the group of a new file can be those of this one.
bool may_give_owner(const struct stat& file) {
  return kernel::has_capability(CAP_CHOWN) || (file.st_uid == ::geteuid() && is_own_group(file.st_gid));
}

/// The directory's sticky bit leaves its names to their owners.
bool keeps_names(const struct stat& directory, const struct stat& file) {
  return (directory.st_mode & S_ISVTX) != 0 && file.st_uid != ::geteuid() && directory.st_uid != ::geteuid() &&
         !kernel::has_capability(CAP_FOWNER);
}

}  // namespace

Done may_change(const Root& root, std::string_view path) {
  constexpr std::string_view kAction = "change";
  const Attempt<Place> place = root.place_of(path);
  if (!place.ok() || !place->exists || !place->parent || !S_ISREG(place->status.st_mode)) {
    return done();  // what is wrong then is found when it is read
  }
  const std::string shown = root.outside(place->path);
  const UniqueFd directory(::openat(place->parent.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat above = {};
  if (is_marked(UniqueFd(::openat(place->parent.get(), place->name.c_str(), kFileFlags)))) {
    return refusal(kAction, shown, kImmutable);
  }
  if (is_marked(directory)) {
    return refusal(kAction, shown, "its directory is marked unchangeable; take the mark off with chattr -i -a");
  }
  if (is_mount_point(*place)) {
    return refusal(kAction, shown, kMountPoint);
  }
  if (!may_give_owner(place->status)) {
    return refusal(kAction, shown,
                   "it belongs to user " + std::to_string(place->status.st_uid) + " and group " +
                       std::to_string(place->status.st_gid) +
                       ", and only root can write a new file that does; run as root");
  }
  if (directory && ::fstat(directory.get(), &above) == 0 && keeps_names(above, place->status)) {
    return refusal(kAction, shown,
                   "it belongs to user " + std::to_string(place->status.st_uid) +
                       ", and only its owner or root can change it in that directory; run as root");
  }
  return done();
}

}  // namespace yama::host
