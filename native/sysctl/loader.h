// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysctl/prediction.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// The key that this product is about. The models take the key as a parameter.
inline constexpr std::string_view kPtraceScope = "kernel.yama.ptrace_scope";

/// What the releases of a loader do differently, as data. One row a range of releases that behave alike.
struct Behaviour {
  Loader loader = Loader::kSystemd;
  std::string_view since;  ///< the first release with this behaviour, e.g. "252"; the rows of a loader are in this order
  // The rest of this struct belongs to the models: one field a difference, each with the release that changed it.
};

/// All known behaviours of a loader, the oldest first.
std::span<const Behaviour> known_behaviours(Loader loader);

/// The behaviours that a release may have: one for a version that is understood ("252.39", "4.0.2-3", "3.3.17"), all of
/// them for one that is empty or not understood.
std::vector<const Behaviour*> behaviours_of(Loader loader, std::string_view version);

/// What the loader of that behaviour leaves in the kernel when it runs over the tree at boot. Pure; linear in the bytes.
/// `before` is the value in the kernel when the loader starts, none for "unknown and not locked".
Prediction predict(const Behaviour& behaviour, const Tree& tree, std::string_view key, std::optional<int> before = {});

/// What `sysctl -p FILE` of procps does with one file: the way in which ufw loads its own.
Prediction predict_single_file(const Behaviour& procps, const Tree& tree, std::string_view entry, std::string_view key,
                               std::optional<int> before = {});

}  // namespace yama::sysctl
