// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sysctl/layout.h"
#include "sysctl/tree.h"

namespace yama::test {

/// A small file system in memory, from which a test makes the Tree that the host's reader would have made.
class FileSystem {
 public:
  void file(const std::string& path, std::string bytes);
  void link(const std::string& path, std::string target);
  void directory(const std::string& path);
  void special(const std::string& path);
  void unreadable(const std::string& path);

  /// All names in the loaders' directories, /etc/sysctl.conf and the credential sysctl.extra, links followed.
  /// /lib/sysctl.d only when it is not the same directory as /usr/lib/sysctl.d. A directory that is something else is
  /// blocked. `loaded_by` as in the Tree, of files that need not be there. `credential`: its path where it lies
  /// somewhere else.
  [[nodiscard]] sysctl::Tree tree(const sysctl::LoadedBy& loaded_by = {}, std::string credential = {}) const;

  using Node = sysctl::Node;

  /// Where a file of that path lies when its directory is a link, be what it leads to there or not.
  [[nodiscard]] std::string place_of(const std::string& path) const;

  /// By absolute path, a directory before what is in it.
  [[nodiscard]] const sysctl::Layout& nodes() const { return nodes_; }

  /// Removes what is at the path, and below it.
  void remove(const std::string& path);

 private:
  struct End {
    sysctl::EntryType type = sysctl::EntryType::kMissing;
    std::string path;  ///< where the links end
  };

  void put(const std::string& path, Node node);
  [[nodiscard]] End follow(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> names(const std::string& directory) const;

  sysctl::Layout nodes_;
};

}  // namespace yama::test
