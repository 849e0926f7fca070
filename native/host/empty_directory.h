// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>

#include "host/root.h"

namespace yama::host {

/// Removes a directory when nothing is in it; leaves it alone when something is, or when it cannot be removed.
void remove_if_empty(const Root& root, std::string_view directory);

}  // namespace yama::host
