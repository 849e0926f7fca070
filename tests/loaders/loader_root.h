// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <map>
#include <string>

#include "support/file_system.h"
#include "way.h"

namespace yama::loaders {

/// A Debian root folder in which the real loaders run: an overlay in memory over a folder that is not written to, with
/// its own /lib (so that /lib/sysctl.d can be a directory of its own) and the stand-in for /proc/sys.
class LoaderRoot {
 public:
  /// `work` is an empty directory in memory; `proc_sys` a mounted ProcSys. Throws std::system_error.
  LoaderRoot(std::string release, const std::string& lower, const std::string& work, const std::string& proc_sys);

  /// "bookworm"
  [[nodiscard]] const std::string& release() const { return release_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

  /// The package's version as dpkg has it, and the script: "252.39-1~deb12u2", "1:1.35.0-4+b1 alpine".
  [[nodiscard]] std::string build(const Way& way) const;

  ~LoaderRoot();
  LoaderRoot(const LoaderRoot&) = delete;
  LoaderRoot& operator=(const LoaderRoot&) = delete;

  /// Makes this the content of all places that loaders read.
  void lay(const test::FileSystem& files) const;

  /// Runs `systemd-sysctl`, `sysctl --system` or the script to its end.
  void run(const Way& way) const;

 private:
  [[nodiscard]] std::string package_version(const std::string& package) const;

  std::string release_;
  std::string folder_;
  std::map<std::string, std::string, std::less<>> versions_;  ///< by loader
};

/// Where trees may lie; everything else of the root folder stays as it is. "/opt/tree" is for what links lead to.
inline constexpr const char* kPlaces[] = {"/etc/sysctl.d",     "/run/sysctl.d", "/usr/local/lib/sysctl.d",
                                          "/usr/lib/sysctl.d", "/lib/sysctl.d", "/etc/sysctl.conf",
                                          "/run/credentials",  "/opt/tree"};

}  // namespace yama::loaders
