// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/new_place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "host/attributes.h"
#include "host/staged_file.h"
#include "kernel/failure.h"

namespace yama::host {

namespace {

constexpr mode_t kDirectoryMode = 0755;

/// "/etc/sysctl.d/" -> "/etc"
std::string_view parent_of(std::string_view path) {
  path = path.substr(0, path.find_last_not_of('/') + 1);
  path = path.substr(0, path.rfind('/') + 1);
  return path.substr(0, path.find_last_not_of('/') + 1);
}

/// What to say of a link of that name that leads to nothing; none when there is no such link.
std::optional<Error> lost_link(const Root& root, std::string_view path) {
  const Attempt<std::string> target = root.read_link(path);
  if (!target.ok()) {
    return std::nullopt;
  }
  return Error{"cannot create the directory " + root.outside(path) + ": it is a link to " + *target +
               ", which is missing" + (root.is_running_system() ? "" : " in the image") +
               "; make that directory or repair the link, and run again"};
}

Error occupied(const std::string& shown) {
  return kernel::failure("create the directory", shown, "mkdirat", ENOTDIR,
                         "something else has that name: move it away");
}

/// Makes a directory and those above it. A directory that a link leads to is made where it leads.
Done make_directory(const Root& root, std::string_view path, std::vector<Place>& made) {
  Attempt<Place> place = root.place_of(path);
  if (place.error() == ENOENT) {
    if (std::optional<Error> lost = lost_link(root, path)) {
      return *std::move(lost);
    }
    if (Done above = make_directory(root, parent_of(path), made); !above.ok()) {
      return above;
    }
    place = root.place_of(path);
  }
  const std::string shown = root.outside(path);
  if (!place.ok()) {
    return kernel::failure("create the directory", shown, "openat", place.error());
  }
  if (place->exists) {
    return S_ISDIR(place->status.st_mode) ? done() : occupied(shown);
  }
  const int parent = place->parent.get();
  if (::mkdirat(parent, place->name.c_str(), kDirectoryMode) != 0) {
    return kernel::failure("create the directory", shown, "mkdirat", errno);
  }
  made.push_back(std::move(place).value());
  const Place& here = made.back();
  if (::fchmodat(parent, here.name.c_str(), kDirectoryMode, 0) != 0) {
    return kernel::failure("create the directory", shown, "fchmodat", errno);
  }
  inherit_label(parent, here.name);
  return sync_directory(here, shown);
}

/// Why this process may not make names in a directory, as an errno; 0 when it may.
int write_obstacle(int directory) {
  constexpr int kWanted = W_OK | X_OK;
  if (::faccessat(directory, ".", kWanted, AT_EACCESS) == 0) {
    return 0;
  }
  // EPERM is a mark against changes, or a container engine's filter that does not know faccessat2(2): the older call
  // tells which. It goes by the real user, who is the effective one here.
  return errno == EPERM && ::syscall(SYS_faccessat, directory, ".", kWanted) == 0 ? 0 : errno;
}

/// The same walk as make_directory()'s, which makes nothing.
Done may_write_into(const Root& root, std::string_view path) {
  const Attempt<Place> place = root.place_of(path);
  if (place.error() == ENOENT) {
    std::optional<Error> lost = lost_link(root, path);
    return lost ? Done{*std::move(lost)} : may_write_into(root, parent_of(path));
  }
  if (!place.ok()) {
    return kernel::failure("create the directory", root.outside(path), "openat", place.error());
  }
  if (place->exists && !S_ISDIR(place->status.st_mode)) {
    return occupied(root.outside(path));
  }
  const std::string directory{place->exists ? place->path : parent_of(place->path)};
  const Attempt<UniqueFd> fd = root.open_file(directory, O_PATH | O_DIRECTORY);
  const int code = fd.ok() ? write_obstacle(fd->get()) : fd.error();
  return code == 0 ? done()
                   : kernel::failure("write to the directory", root.outside(directory.empty() ? "/" : directory),
                                     "faccessat", code);
}

}  // namespace

NewPlace::~NewPlace() {
  std::for_each(made_.rbegin(), made_.rend(), [](const Place& directory) {
    ::unlinkat(directory.parent.get(), directory.name.c_str(), AT_REMOVEDIR);
  });
}

Result<NewPlace> place_for_new(const Root& root, std::string_view path) {
  NewPlace fresh{Place{}};
  if (Done made = make_directory(root, parent_of(path), fresh.made_); !made.ok()) {
    return made.error();
  }
  Attempt<Place> place = root.place_of_link(path);
  if (!place.ok() || !place->parent) {
    return kernel::failure("create", root.outside(path), "openat", place.ok() ? EISDIR : place.error());
  }
  fresh.place_ = std::move(place).value();
  return fresh;
}

Done may_write(const Root& root, std::string_view path) { return may_write_into(root, parent_of(path)); }

}  // namespace yama::host
