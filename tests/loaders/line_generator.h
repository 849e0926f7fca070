// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "dice.h"

namespace yama::loaders {

/// What the lines of a tree are about.
enum class Subject {
  kEverything,  ///< every form of line
  kPatterns,    ///< patterns, exclusions and explicit keys that meet each other
  kPlain,       ///< plain assignments: what counts is which file wins
};

/// The content of one file of settings: a few lines, most of them about the key in one form or another.
std::string generate_file(Dice& dice, Subject subject);

}  // namespace yama::loaders
