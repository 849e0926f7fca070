// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "host/root.h"

namespace yama::host {

/// A place for a new name, with the directories that were made above it. They are removed again at the end of its life
/// unless keep() was called: a change that fails leaves nothing behind.
class NewPlace {
 public:
  explicit NewPlace(Place place) : place_(std::move(place)) {}
  NewPlace(NewPlace&& other) noexcept : place_(std::move(other.place_)), made_(std::exchange(other.made_, {})) {}
  NewPlace& operator=(NewPlace&&) = delete;
  NewPlace(const NewPlace&) = delete;
  NewPlace& operator=(const NewPlace&) = delete;
  ~NewPlace();

  [[nodiscard]] const Place& place() const { return place_; }

  /// The directories stay.
  void keep() { made_.clear(); }

 private:
  friend Result<NewPlace> place_for_new(const Root& root, std::string_view path);

  Place place_;
  std::vector<Place> made_;
};

/// Follows the links of the path's directories and makes those that are missing (0755, whatever the umask). A link as
/// the last component is not followed.
Result<NewPlace> place_for_new(const Root& root, std::string_view path);

/// Whether this process may make, replace or remove what is at the path, as far as that can be known without writing:
/// fails with one sentence when the directory, or the nearest one above it that is there, is not its to write.
Done may_write(const Root& root, std::string_view path);

}  // namespace yama::host
