// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/stat.h>

#include <string_view>

#include "host/root.h"
#include "host/staged_file.h"
#include "host/written.h"

namespace yama::host {

/// A regular file as it was when it was read.
struct Former {
  int fd = -1;  ///< open for reading
  std::string_view bytes;
  struct stat status = {};
};

/// Waits a moment until nobody has a file open for writing. False: somebody still has. True as well where that cannot
/// be known.
bool wait_for_writers(int fd);

/// Puts a staged file, whose content is `after`, in the place of another one so that nobody's change to that one is
/// lost: under a lease, which keeps others from opening it for writing, the names are exchanged, and the old file stays
/// at hand until it is known to be as it was read and wanted by nobody. Else the names are exchanged back, and the
/// error says that it changed meanwhile. Where names cannot be exchanged (NFS, old kernels) it is a rename(2).
Written put_in_place(StagedFile& staged, std::string_view after, const Place& place, const Former& former,
                     std::string_view shown);

/// Takes a file away in the same manner: by another name first, for good once it is known to be as it was read.
Written take_from_place(const Place& place, const Former& former, std::string_view shown);

}  // namespace yama::host
