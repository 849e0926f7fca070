// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/message_cases.h"

namespace yama::test {

/// Has the program say what it says when the system lets it down: a kernel that refuses, files that are in the way, a
/// program that fails. Run as root for all of it.
void play_faults(Sayings& sayings);

}  // namespace yama::test
