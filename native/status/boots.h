// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "sysctl/loader.h"

namespace yama {

/// One imagined boot: a loader of one behaviour over the files as they are, or as they are once /run is empty.
struct BootRun {
  const sysctl::Behaviour* behaviour = nullptr;
  bool without_run = false;
  sysctl::Prediction prediction;
};

/// Which releases to ask, by loader (systemd, procps); empty: every known behaviour.
using LoaderReleases = std::array<std::string, 2>;

inline std::size_t index_of(sysctl::Loader loader) { return loader == sysctl::Loader::kSystemd ? 0 : 1; }

/// Every boot that the host may do next, the newest behaviour of a loader last. /run is a tmpfs and empty at boot, so
/// files there are read by the loaders only if something makes them again: both ways are imagined when they exist.
/// `before` is what the stages before the loaders leave in the kernel.
std::vector<BootRun> imagine_boots(const sysctl::Tree& tree, const LoaderReleases& releases,
                                   std::optional<Scope> before);

}  // namespace yama
