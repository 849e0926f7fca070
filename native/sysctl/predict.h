// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

#include "base/scope.h"
#include "sysctl/behaviour.h"
#include "sysctl/prediction.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// The key that this product is about. The models take the key as a parameter.
inline constexpr std::string_view kPtraceScope = "kernel.yama.ptrace_scope";

/// What the loader of that behaviour leaves in the kernel when it runs over the tree at boot. Pure; linear in the
/// bytes. `before` is the value in the kernel when the loader starts, none for "unknown and not locked".
Prediction predict(const Behaviour& behaviour, const Tree& tree, std::string_view key,
                   std::optional<Scope> before = {});

/// What the program of a loader does with one file that it is given: `sysctl -p FILE` of procps, in which way ufw loads
/// its own, or `systemd-sysctl FILE`.
Prediction predict_single_file(const Behaviour& behaviour, const Tree& tree, std::string_view entry,
                               std::string_view key, std::optional<Scope> before = {});

}  // namespace yama::sysctl
