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
  void enter(SharedFd directory, std::string name) { steps_.push_back({std::move(directory), std::move(name)}); }
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
      return Place{.parent = {}, .name = {}, .path = "/", .exists = true, .status = status};
    }
    std::string name = steps_.back().name;
    leave();
    return place_of(std::move(name), &status);
  }

  /// A name in the directory as a Place; without a status it does not exist.
  [[nodiscard]] Place place_of(std::string name, const struct stat* status) const {
    Place place;
    place.path = path_of(name);
    place.name = std::move(name);
    place.parent = steps_.empty() ? root_ : steps_.back().directory;
    place.exists = status != nullptr;
    if (status != nullptr) {
      place.status = *status;
    }
    return place;
  }

  /// The host's own path of a name in the directory.
  [[nodiscard]] std::string path_of(const std::string& name) const {
    std::string path;
    for (const Entered& step : steps_) {
      path += '/';
      path += step.name;
    }
    return path + '/' + name;
  }

 private:
  struct Entered {
    SharedFd directory;
    std::string name;
  };

  SharedFd root_;
  std::vector<Entered> steps_;
};

}  // namespace yama::host
