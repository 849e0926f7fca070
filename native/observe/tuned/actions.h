// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"
#include "observe/tuned.h"
#include "observe/tuned/profile.h"
#include "observe/tuned/setup.h"

namespace yama::tuned {

/// What TuneD does with a profile: its sections in the order of their priorities, tuned/units/manager.py.
std::vector<Action> actions_of(const host::Root& root, const Profile& profile, const MainConfiguration& main,
                               const Release& release, Machine machine);

/// Whether TuneD finds the key's file under a key that a person wrote. It knows no patterns and no '-'.
bool names_key(std::string_view key, bool swaps_slashes);

}  // namespace yama::tuned
