// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/paths.h"

namespace yama::sysctl {

bool belongs_to_package(std::string_view path) {
  return (path.starts_with("/usr/") && !path.starts_with("/usr/local/")) || path.starts_with("/lib/") ||
         path.starts_with("/nix/store/") || path.starts_with("/gnu/store/") || path.starts_with("/boot/sysctl.conf-");
}

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace yama::sysctl
