// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "host/root.h"
#include "observe/tuned/release.h"

namespace yama::tuned {

/// /etc/tuned/tuned-main.conf, as tuned/utils/global_config.py reads it. Without the file TuneD does not start; then
/// this is what the file says as it is shipped.
struct MainConfiguration {
  bool reapplies = true;                ///< reapply_sysctl
  std::vector<std::string> excluded;    ///< reapply_sysctl_exclude
  std::vector<std::string> folders;     ///< profile_dirs, the strongest first; empty: those of the release
  bool recommends = true;               ///< recommend_command
  std::string priority = "0";           ///< default_instance_priority
  std::optional<std::size_t> bad_line;  ///< the line for which TuneD does not start; 0 when none is to blame
};
MainConfiguration read_main_configuration(const host::Root& root);

/// The folders of profiles of a release, the strongest first.
std::vector<std::string> folders_of(const MainConfiguration& main, const Release& release);

/// Which profiles TuneD starts with, tuned/daemon/daemon.py.
struct Choice {
  std::vector<std::vector<std::string>> candidates;  ///< one is chosen; names together are merged
  bool recommended = false;                          ///< TuneD chooses; nobody else did
  std::string trouble = {};                          ///< why TuneD sets nothing, or cannot be known
  std::string trouble_file = {};
};
Choice read_choice(const host::Root& root, const MainConfiguration& main);

inline constexpr char kMainFile[] = "/etc/tuned/tuned-main.conf";
inline constexpr char kActiveFile[] = "/etc/tuned/active_profile";

}  // namespace yama::tuned
