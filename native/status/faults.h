// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "kernel/runtime.h"
#include "status/forecast.h"
#include "status/goal.h"
#include "sysctl/prediction.h"

/// What is wrong, in sentences for a person. A fault makes a host wrong; a doubt is what cannot be known and fails
/// nothing by itself.
namespace yama {

/// Which loaders have to be right: those that decide what a boot gives, or also those that only somebody runs by hand.
enum class Whose { kDeciding, kAll };

/// Whether what a loader may do with files that could not be read is a fault.
enum class Uncertain { kIsFault, kIsNone };

/// Why a boot does not end at the goal: one sentence for each loader or stage to blame; empty when all is right, and of
/// the loaders when no loader is known to run (Boot::unknown()).
std::vector<std::string> faults_of(const Boot& boot, const Goal& goal, Whose whose = Whose::kDeciding,
                                   Uncertain uncertain = Uncertain::kIsFault);

/// What a verdict cannot promise: active stages of which it is not certain what they do, and what a loader that is not
/// run at boot does when somebody runs it. Those that may only set what is wanted are none.
std::vector<std::string> doubts_of(const Boot& boot, const Goal& goal);

/// Why the running kernel is not as wanted; empty when it is.
std::string fault_of(const kernel::Runtime& runtime, const Goal& goal);

/// What may set the value and was not seen for want of rights, one clause; empty when everything was seen.
std::string text_of_unseen(const Observation& seen);

/// What a run leaves in the kernel and from where: "sets 0 (/etc/sysctl.d/50-a.conf:2)", "leaves the kernel's default".
std::string describe(const BootRun& run);

}  // namespace yama
