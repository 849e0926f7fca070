// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace yama::units {

/// A link below "x.target.wants" and its like: it makes `unit` start with `owner`.
struct OwnedLink {
  std::string owner;
  std::string unit;
  std::string path;
};

/// What lies in the directories from which systemd takes units, by name. The files are not read.
class UnitDirectories {
 public:
  /// Lists them: three system calls a directory. Those in /run are gone at the next boot, unless something makes them
  /// again.
  enum class Places { kAll, kLasting };
  explicit UnitDirectories(const host::Root& root, Places places = Places::kAll);

  /// The file of a unit, in the strongest directory that has its name, or that of the template it is made of; empty
  /// when there is none.
  [[nodiscard]] std::string place_of(std::string_view name) const;

  /// The other name under which a unit is the same: where its link leads. Empty when it is no alias. Links to files
  /// outside these directories are none. Source: systemd src/basic/unit-file.c unit_file_resolve_symlink().
  [[nodiscard]] std::string alias_of(std::string_view name) const;

  /// The drop-ins of a unit that goes by all of these names, in the order in which they are read. The strongest file of
  /// a name hides the others. Source: systemd src/shared/dropin.c unit_file_find_dropin_paths().
  [[nodiscard]] std::vector<std::string> drop_ins_of(const std::vector<std::string>& names) const;

  /// Every name of a unit that has a file.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& places() const { return places_; }

  /// Those in the administrator's directories.
  [[nodiscard]] const std::vector<std::string>& own_units() const { return own_; }

  [[nodiscard]] const std::vector<OwnedLink>& links() const { return links_; }

 private:
  [[nodiscard]] std::string find_alias(std::string_view name) const;
  void list(std::size_t strength, std::string_view directory, bool own);
  void add(const std::string& name, const std::string& path, std::string_view directory, bool own);
  void list_links(const std::string& directory, std::string_view owner);

  const host::Root& root_;
  std::map<std::string, std::string, std::less<>> places_;
  std::vector<std::string> own_;
  std::vector<OwnedLink> links_;
  /// By "x.service" of "x.service.d": the directories by strength.
  std::map<std::string, std::map<std::size_t, std::string>, std::less<>> drop_in_directories_;
  mutable std::map<std::string, std::vector<std::string>, std::less<>> listed_;
  mutable std::map<std::string, std::string, std::less<>> aliases_;  ///< by unit, once asked for
};

}  // namespace yama::units
