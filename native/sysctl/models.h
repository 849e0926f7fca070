// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>

#include "base/scope.h"
#include "sysctl/behaviour.h"
#include "sysctl/key_path.h"
#include "sysctl/prediction.h"
#include "sysctl/reading_order.h"

namespace yama::sysctl {

/// systemd-sysctl, src/sysctl/sysctl.c: a table of all assignments, then one write for each key.
Prediction run_systemd(const Behaviour& behaviour, const Tree& tree, const ReadingOrder& order, const KeyPath& key,
                       std::optional<Scope> before);

/// procps `sysctl`, src/sysctl.c: every assignment is written, in order.
Prediction run_procps(const Behaviour& behaviour, const Tree& tree, const ReadingOrder& order, const KeyPath& key,
                      std::optional<Scope> before);

/// busybox `sysctl -p FILE`, procps/sysctl.c: one file after the other, each line written as it comes.
Prediction run_busybox(const Behaviour& behaviour, const Tree& tree, const ReadingOrder& order, const KeyPath& key,
                       std::optional<Scope> before);

}  // namespace yama::sysctl
