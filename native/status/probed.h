// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "base/scope.h"
#include "kernel/probe.h"

namespace yama {

/// What came of the probe, beside the value that the kernel showed at that moment.
struct Probed {
  kernel::ProbeAnswers answers;
  kernel::ProbeVerdict verdict;
  std::optional<Scope> value = {};  ///< none without Yama, or when it could not be read
};

/// Whether the behaviour is that of the value; none when the probe was inconclusive or there is no value.
std::optional<bool> agrees(const Probed& probed);

/// "the running kernel says 3 and behaves as scope 1": the sentence for a contradiction.
std::string contradiction_of(const Probed& probed);

}  // namespace yama
