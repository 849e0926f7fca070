// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "observe/observation.h"
#include "request/request.h"
#include "status/boots.h"
#include "status/status.h"

namespace yama {

/// The releases to ask: the overrides of the request, else what the host has.
LoaderReleases releases_of(const Observation& seen, const std::vector<LoaderOverride>& overrides);

/// What the stages before the loaders leave in the kernel; none: its default.
std::optional<Scope> value_before_loaders(const std::vector<Stage>& stages);

/// The stages seen, and what ufw would load from the files of the tree.
std::vector<Stage> stages_of(const Observation& seen, const sysctl::Tree& tree);

/// Why these boots, with the stages around them, do not end at what is wanted: one sentence for each loader or stage to
/// blame; empty when all is right.
std::vector<std::string> faults_of(const std::vector<BootRun>& boots, const std::vector<Stage>& stages,
                                   const Goal& goal);

/// Whether a stage certainly lets neither loader decide; a masked systemd-sysctl lets the other one.
bool keeps_loaders_out(const Stage& stage);

/// What a request wants a host to be judged by.
inline Goal goal_of(const Request& request) { return {.scope = request.scope, .minimum = request.minimum}; }

/// What the observation means. With a scope in the goal, the verdict too.
Status assess(const Observation& seen, const LoaderReleases& releases, const Goal& goal);

}  // namespace yama
