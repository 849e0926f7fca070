// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "cli/view.h"
#include "report/audit.h"

namespace yama::cli {

/// What published checks for this system say of the host, a row each, and where they differ from our own judgement.
std::string show_judges(const Audit& audit, const View& view);

}  // namespace yama::cli
