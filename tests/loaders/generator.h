// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

#include "support/file_system.h"

namespace yama::loaders {

/// A tree and the value in the kernel when a loader meets it.
struct Case {
  test::FileSystem files;
  int before = 0;
};

/// systemd's credential: for the tests, the system's own is what the unit would have.
inline constexpr const char* kCredential = "/run/credentials/@system/sysctl.extra";

/// The same case for the same seed, on every machine. Made to be unpleasant: every form of line, name and link.
Case generate(std::uint64_t seed);

}  // namespace yama::loaders
