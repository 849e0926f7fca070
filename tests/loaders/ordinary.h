// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

#include "generator.h"

namespace yama::loaders {

/// The same case for the same seed: a tree as hosts have it. Files of packages and of people, other keys and comments,
/// plain spellings, now and then a '-', a link to /etc/sysctl.conf, a vendor file that is masked.
Case generate_ordinary(std::uint64_t seed);

}  // namespace yama::loaders
