// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "dice.h"

namespace yama::loaders {

/// The content of one file of settings: a few lines, most of them about the key in one form or another.
std::string generate_file(Dice& dice);

}  // namespace yama::loaders
