// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "observe/initrd/cpio.h"
#include "sysctl/tree.h"

namespace yama::initrd {

/// What matters in an unpacked initrd. Members are added as they come; a later one of a name replaces the earlier.
class Content {
 public:
  /// Small files are looked through for the key's name; files of settings are kept whole. Limits: limit::kInitrdFile,
  /// limit::kInitrdSettings, limit::kInitrdKept.
  static bool wants(const Member& member);
  void add(Member member);

  /// The loaders' files in it, links followed: what its own systemd-sysctl reads.
  [[nodiscard]] sysctl::Tree tree() const;

  /// It holds systemd-sysctl: its files of settings are loaded before the root file system is mounted.
  [[nodiscard]] bool has_loader() const { return has_loader_; }

  /// Other files that speak of ptrace_scope: scripts, units, settings for another program. In the order of their names.
  [[nodiscard]] std::vector<std::string> mentions() const;

  /// Scripts and files of settings that are too large to be read, in the order of their names.
  [[nodiscard]] std::vector<std::string> too_large() const { return {too_large_.begin(), too_large_.end()}; }

  /// There is more in it than is kept.
  [[nodiscard]] bool is_cut() const { return kept_ > limit::kInitrdKept; }

 private:
  [[nodiscard]] bool keep(std::size_t bytes);
  [[nodiscard]] std::string follow(std::string path) const;

  std::map<std::string, std::string, std::less<>> files_;  ///< of settings, or that mention the key
  std::map<std::string, std::string, std::less<>> links_;
  std::set<std::string, std::less<>> too_large_;
  std::size_t kept_ = 0;  ///< bytes of files and links, replaced ones too
  bool has_loader_ = false;
};

}  // namespace yama::initrd
