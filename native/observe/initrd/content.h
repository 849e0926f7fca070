// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "observe/initrd/cpio.h"
#include "sysctl/tree.h"

namespace yama::initrd {

/// What matters in an unpacked initrd. Members are added as they come; a later one of a name replaces the earlier.
class Content {
 public:
  /// Small files are looked through for the key's name; files of settings are kept whole.
  static bool wants(const Member& member);
  void add(Member member);

  /// The loaders' files in it, links followed: what its own systemd-sysctl reads.
  [[nodiscard]] sysctl::Tree tree() const;

  /// It holds systemd-sysctl: its files of settings are loaded before the root file system is mounted.
  [[nodiscard]] bool has_loader() const { return has_loader_; }

  /// Other files that speak of ptrace_scope: scripts, units, settings for another program. In the order of their names.
  [[nodiscard]] std::vector<std::string> mentions() const;

 private:
  [[nodiscard]] std::string follow(std::string path) const;

  std::map<std::string, std::string, std::less<>> files_;  ///< of settings, or that mention the key
  std::map<std::string, std::string, std::less<>> links_;
  bool has_loader_ = false;
};

}  // namespace yama::initrd
