// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/leftovers.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/staged_file.h"

namespace yama::host {

void remove_leftovers(const Root& root, std::string_view directory) {
  const Attempt<UniqueFd> place = root.open_file(directory, O_RDONLY | O_DIRECTORY);
  if (!place.ok()) {
    return;
  }
  const Attempt<std::vector<Name>> names = kernel::names_in(place->get());
  if (!names.ok()) {
    return;
  }
  for (const Name& name : *names) {
    struct stat status = {};
    if (!is_temporary(name.name) || ::fstatat(place->get(), name.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode)) {
      continue;
    }
    const UniqueFd file(
        ::openat(place->get(), name.name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC));
    if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
      ::unlinkat(place->get(), name.name.c_str(), 0);
    }
  }
}

}  // namespace yama::host
