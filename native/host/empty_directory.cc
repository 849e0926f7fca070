// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/empty_directory.h"

#include <fcntl.h>
#include <unistd.h>

namespace yama::host {

void remove_if_empty(const Root& root, std::string_view directory) {
  const Attempt<Place> place = root.place_of_link(directory);
  if (place.ok() && place->exists && place->parent) {
    ::unlinkat(place->parent.get(), place->name.c_str(), AT_REMOVEDIR);
  }
}

}  // namespace yama::host
