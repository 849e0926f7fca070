// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "host/root.h"

namespace yama::host {

/// The directories between the root and the place where a walk stands.
class Trail {
 public:
  explicit Trail(SharedFd root) : root_(std::move(root)) {}

  [[nodiscard]] bool is_at_root() const { return steps_.empty(); }
  [[nodiscard]] int here() const { return (steps_.empty() ? root_ : steps_.back().directory).get(); }
  void enter(SharedFd directory, std::string path) { steps_.push_back({std::move(directory), std::move(path)}); }
  void leave() {
    if (!steps_.empty()) {  // ".." of the root is the root
      steps_.pop_back();
    }
  }
  void back_to_root() { steps_.clear(); }

  /// The directory itself as a Place.
  [[nodiscard]] Attempt<Place> place() {
    struct stat status = {};
    if (::fstat(here(), &status) != 0) {
      return Errno{errno};
    }
    if (steps_.empty()) {
      return Place{.parent = {}, .name = {}, .path = "/", .exists = true, .status = status, .link = {}};
    }
    std::string path = steps_.back().path;
    leave();
    return place_of(path.substr(path.rfind('/') + 1), path, {.status = status});
  }

  /// A name in the directory as a Place; `path` is the host's own path of it.
  [[nodiscard]] Place place_of(std::string name, std::string path, const End& end) const {
    return {.parent = steps_.empty() ? root_ : steps_.back().directory,
            .name = std::move(name),
            .path = std::move(path),
            .exists = end.error == 0,
            .status = end.status,
            .link = end.link};
  }

  /// The host's own path of a name in the directory.
  [[nodiscard]] std::string path_of(const std::string& name) const {
    return (steps_.empty() ? std::string{} : steps_.back().path) + '/' + name;
  }

 private:
  struct Entered {
    SharedFd directory;
    std::string path;
  };

  SharedFd root_;
  std::vector<Entered> steps_;
};

}  // namespace yama::host
