// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/write_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "host/attributes.h"
#include "host/new_place.h"
#include "host/refusal.h"
#include "host/staged_file.h"
#include "host/swap.h"
#include "kernel/failure.h"
#include "kernel/read_fd.h"

namespace yama::host {

namespace {

constexpr mode_t kFileMode = 0644;
constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::string_view kBusy = "somebody else has it open to write to it; close it there and run again";
constexpr std::string_view kHardLinked =
    "it has other hard links, which would keep the old content; make it a file of its own (cp --remove-destination)";

/// A regular file as it was when it was compared with what the caller had read.
struct Original {
  Place place;
  std::string shown;  ///< for messages
  UniqueFd fd;
  struct stat status = {};
};

WriteError gone_meanwhile(std::string_view action, std::string_view shown) {
  return changed_meanwhile(action, shown, "it is not there any more; run again");
}

/// Opens a file whose content is still `before`. `action` is the verb of messages.
Written open_original(const Root& root, Attempt<Place> found, std::string_view path, std::string_view before,
                      std::string_view action, Original& original) {
  if (!found.ok()) {
    return kernel::failure(action, root.outside(path), "openat", found.error());
  }
  original.place = std::move(found).value();
  original.shown = root.outside(original.place.path);
  if (!original.place.exists) {
    return gone_meanwhile(action, original.shown);
  }
  if (!S_ISREG(original.place.status.st_mode)) {
    return refusal(action, original.shown, "it is not a regular file");
  }
  original.fd = UniqueFd(::openat(original.place.parent.get(), original.place.name.c_str(), kReadFlags));
  if (!original.fd) {  // an editor that renames the old file may be at work
    return errno == ENOENT ? gone_meanwhile(action, original.shown)
                           : WriteError{kernel::failure(action, original.shown, "openat", errno)};
  }
  ::flock(original.fd.get(), LOCK_SH | LOCK_NB);  // once it has lost its name nobody takes it for a leftover
  if (!wait_for_writers(original.fd.get())) {
    return changed_meanwhile(action, original.shown, kBusy);
  }
  if (::fstat(original.fd.get(), &original.status) != 0) {
    return kernel::failure(action, original.shown, "fstat", errno);
  }
  const Attempt<std::string> bytes = kernel::read_to_end(original.fd.get(), before.size());
  if (!bytes.ok() && bytes.error() != EFBIG) {
    return kernel::failure(action, original.shown, "read", bytes.error());
  }
  if (!bytes.ok() || *bytes != before) {
    return changed_meanwhile(action, original.shown);
  }
  if (is_immutable(original.fd.get())) {
    return refusal(action, original.shown, kImmutable);
  }
  return done();
}

bool same_time(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

/// The name still belongs to the file that was compared, and nobody wrote to it since.
bool unchanged(const Original& original) {
  struct stat now = {};
  const struct stat& then = original.status;
  return ::fstatat(original.place.parent.get(), original.place.name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 &&
         now.st_dev == then.st_dev && now.st_ino == then.st_ino && now.st_size == then.st_size &&
         same_time(now.st_mtim, then.st_mtim) && same_time(now.st_ctim, then.st_ctim);
}

/// Makes the directories above a new name, then the name by `make`, and all of it durable. When `make` fails, the
/// directories are removed again.
template <class Make>
Written make_new(const Root& root, std::string_view path, Make make) {
  const SignalsHeld held;
  Result<NewPlace> made = place_for_new(root, path);
  if (!made.ok()) {
    return made.error();
  }
  const Place& place = made->place();
  const std::string shown = root.outside(place.path);
  if (Written named = make(place, shown); !named.ok()) {
    return named;
  }
  if (Done synced = sync_directory(place, shown); !synced.ok()) {
    return synced;
  }
  made.value().keep();
  return done();
}

}  // namespace

Written replace_file(const Root& root, std::string_view path, std::string_view before, std::string_view after) {
  const SignalsHeld held;
  Original original;
  if (Written opened = open_original(root, root.place_of(path), path, before, "replace", original); !opened.ok()) {
    return opened;
  }
  const std::string& shown = original.shown;
  if (original.status.st_nlink > 1) {
    return refusal("replace", shown, kHardLinked);
  }
  Result<StagedFile> staged = StagedFile::create(original.place, shown);
  if (!staged.ok()) {
    return staged.error();
  }
  if (Done written = staged.value().write(after); !written.ok()) {
    return written;
  }
  if (const auto [call, code] = copy_attributes(original.fd.get(), original.status, staged->fd()); code != 0) {
    return kernel::failure("keep owner, mode and attributes of", shown, call, code);
  }
  if (Done synced = staged.value().sync(); !synced.ok()) {
    return synced;
  }
  if (!unchanged(original)) {
    return changed_meanwhile("replace", shown);
  }
  return put_in_place(staged.value(), after, original.place,
                      {.fd = original.fd.get(), .bytes = before, .status = original.status}, shown);
}

Written create_file(const Root& root, std::string_view path, std::string_view bytes) {
  return make_new(root, path, [bytes](const Place& place, const std::string& shown) -> Written {
    if (place.exists) {
      return changed_meanwhile("create", shown, "it exists already");
    }
    Result<StagedFile> staged = StagedFile::create(place, shown);
    if (!staged.ok()) {
      return staged.error();
    }
    if (Done written = staged.value().write(bytes); !written.ok()) {
      return written;
    }
    if (::fchmod(staged->fd(), kFileMode) != 0) {
      return kernel::failure("create", shown, "fchmod", errno);
    }
    staged.value().inherit_label();
    if (Done synced = staged.value().sync(); !synced.ok()) {
      return synced;
    }
    const Attempt<std::monostate> named = staged.value().become_target();
    if (named.error() == EEXIST) {
      return changed_meanwhile("create", shown, "it exists already");
    }
    return named.ok() ? Written{done()} : kernel::failure("create", shown, "renameat2", named.error());
  });
}

Written remove_file(const Root& root, std::string_view path, std::string_view before) {
  const SignalsHeld held;
  Original original;
  if (Written opened = open_original(root, root.place_of_link(path), path, before, "remove", original); !opened.ok()) {
    return opened;
  }
  if (!unchanged(original)) {
    return changed_meanwhile("remove", original.shown);
  }
  return take_from_place(original.place, {.fd = original.fd.get(), .bytes = before, .status = original.status},
                         original.shown);
}

Written make_link(const Root& root, std::string_view path, std::string_view target) {
  return make_new(root, path, [&](const Place& place, const std::string& shown) -> Written {
    if (place.exists) {
      const Attempt<std::string> there = root.read_link(path);
      return there.ok() && *there == target ? Written{done()}
                                            : changed_meanwhile("make the link", shown, "something else has that name");
    }
    if (::symlinkat(std::string(target).c_str(), place.parent.get(), place.name.c_str()) != 0) {
      return kernel::failure("make the link", shown, "symlinkat", errno);
    }
    inherit_label(place.parent.get(), place.name);
    return done();
  });
}

Written remove_link(const Root& root, std::string_view path, std::string_view target) {
  const SignalsHeld held;
  const std::string shown = root.outside(path);
  const Attempt<std::string> there = root.read_link(path);
  if (there.error() == EINVAL) {
    return refusal("remove the link", shown, "it is no link any more; run again");
  }
  if (!there.ok()) {
    return kernel::failure("remove the link", shown, "readlinkat", there.error());
  }
  if (*there != target) {
    return changed_meanwhile("remove the link", shown, "it leads to " + *there + " now");
  }
  const Attempt<Place> place = root.place_of_link(path);
  if (!place.ok()) {
    return kernel::failure("remove the link", shown, "openat", place.error());
  }
  if (::unlinkat(place->parent.get(), place->name.c_str(), 0) != 0) {
    return kernel::failure("remove the link", shown, "unlinkat", errno);
  }
  return sync_directory(*place, shown);
}

}  // namespace yama::host
