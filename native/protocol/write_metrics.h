// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "report/audit.h"

namespace yama::protocol {

/// The audit record as metrics in Prometheus' text format, for the textfile collector of its node exporter. -1 stands
/// for the kernel's default and for a kernel without a value. Nothing is said of what there is not: an image has no
/// running kernel, and where the rule is not applicable nothing is right or wrong.
std::string metrics_text(const Audit& audit, const Status& status);

}  // namespace yama::protocol
