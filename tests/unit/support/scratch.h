// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace yama::test {

/// A directory of the test's own that looks like a host's root; removed at the end of its life. Paths are the host's:
/// write("/etc/sysctl.d/a.conf", ...). Missing directories are made.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string outside(std::string_view path) const { return path_ + std::string(path); }
  [[nodiscard]] host::Root root() const;

  void write(std::string_view path, std::string_view bytes, mode_t mode = 0644) const;
  void directory(std::string_view path) const;
  void link(std::string_view path, std::string_view target) const;
  void fifo(std::string_view path) const;

  /// The bytes of a file; "(none)" when it cannot be read.
  [[nodiscard]] std::string read(std::string_view path) const;

  /// lstat(2), all zero when there is nothing.
  [[nodiscard]] struct stat status(std::string_view path) const;

  /// The names in a directory, in order, with blanks between them.
  [[nodiscard]] std::string names(std::string_view directory) const;

 private:
  std::string path_;
};

}  // namespace yama::test
