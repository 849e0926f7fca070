// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sysctl/reading_order.h"
#include "sysctl/script.h"
#include "sysctl/tree.h"

namespace yama::sysctl {

/// The files that an init's script has loaded, in its order, and why the others are not.
ReadingOrder script_order(const Script& script, const Tree& tree);

}  // namespace yama::sysctl
