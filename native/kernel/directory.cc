// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/directory.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "kernel/unique_fd.h"

namespace yama::kernel {

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Stream = std::unique_ptr<DIR, CloseDirectory>;

}  // namespace

Attempt<std::vector<Name>> names_in(int directory) {
  const int own = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) {
    return Errno{errno};
  }
  const Stream stream(::fdopendir(own));  // takes its descriptor over
  if (!stream) {
    const int code = errno;
    const UniqueFd unused(own);
    return Errno{code};
  }
  std::vector<Name> names;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());  // NOLINT(concurrency-mt-unsafe): the stream is this call's own
    if (entry == nullptr) {
      break;
    }
    std::string name = static_cast<const char*>(entry->d_name);
    if (name != "." && name != "..") {
      names.push_back({std::move(name), entry->d_type});
    }
  }
  if (errno != 0) {
    return Errno{errno};
  }
  std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.name < b.name; });
  return names;
}

}  // namespace yama::kernel
