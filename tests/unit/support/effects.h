// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "unit/command_effect.h"

namespace yama::test {

/// "3", "loads /etc/a.conf", "loads all", "may load all", "perhaps" or "nothing".
std::string shown(const unit::CommandEffect& effect);

}  // namespace yama::test
