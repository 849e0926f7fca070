// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "kernel/attempt.h"
#include "kernel/directory.h"
#include "kernel/shared_fd.h"

namespace yama::host {

/// A name on the way to a file: a directory, a link, or why it is neither.
struct Step {
  kernel::SharedFd directory = {};  ///< opened O_PATH
  std::string link = {};            ///< what is written in the link
  int error = 0;                    ///< errno, when it is neither
};

/// The last name of a path.
struct End {
  int error = 0;  ///< errno, when it cannot be looked at; ENOENT when there is none
  struct stat status = {};
  std::string link = {};  ///< what is written in it, when it is a link that can be read
};

/// What one look at a host found on the way to its files, by the host's own path: each name is looked up once, and each
/// directory listed once.
class SeenSteps {
 public:
  /// Null when nobody went there yet.
  [[nodiscard]] const Step* step(const std::string& path) const {
    const auto found = steps_.find(path);
    return found == steps_.end() ? nullptr : &found->second;
  }

  /// Directories are kept open, so that there is a limit to them; one that is not kept is opened each time.
  void keep(const std::string& path, const Step& step) {
    if (!step.directory || open_++ < limit::kOpenDirectories) {
      steps_.emplace(path, step);
    }
  }

  [[nodiscard]] const End* end(const std::string& path) const {
    const auto found = ends_.find(path);
    return found == ends_.end() ? nullptr : &found->second;
  }

  void keep(const std::string& path, const End& end) { ends_.emplace(path, end); }

  using Names = kernel::Attempt<std::vector<kernel::Name>>;

  [[nodiscard]] const Names* names(const std::string& directory) const {
    const auto found = names_.find(directory);
    return found == names_.end() ? nullptr : &found->second;
  }

  void keep(const std::string& directory, const Names& names) { names_.emplace(directory, names); }

 private:
  std::map<std::string, Step> steps_;
  std::map<std::string, End> ends_;
  std::map<std::string, Names> names_;
  std::size_t open_ = 0;
};

}  // namespace yama::host
