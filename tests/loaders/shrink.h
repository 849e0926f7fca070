// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>

#include "generator.h"

namespace yama::loaders {

/// The smallest case found for which `differs` still holds: without files, then without lines, then without bytes.
Case shrink(Case found, const std::function<bool(const Case&)>& differs);

}  // namespace yama::loaders
