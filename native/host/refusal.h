// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "host/written.h"

namespace yama::host {

inline constexpr std::string_view kMountPoint =
    "it is a mount point of its own, as in a container, and cannot be replaced; change it where it is mounted from";
inline constexpr std::string_view kImmutable = "it is marked unchangeable; take the mark off with chattr -i -a";

/// "cannot replace /etc/sysctl.conf: it is not a regular file"
inline Error refusal(std::string_view action, std::string_view path, std::string_view reason) {
  return Error{"cannot " + std::string(action) + " " + std::string(path) + ": " + std::string(reason)};
}

/// Somebody else was faster.
inline WriteError changed_meanwhile(std::string_view action, std::string_view path,
                                    std::string_view reason = "it changed since it was read; run again") {
  return {refusal(action, path, reason), true};
}

}  // namespace yama::host
