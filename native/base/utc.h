// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ctime>
#include <string>

namespace yama {

/// "2026-11-29T10:20:00" with 'T' between day and time. By arithmetic alone: gmtime_r(3) and strftime(3) would bring
/// 150 KiB of the C library into the program, for time zones.
std::string utc_text(std::time_t time, char between);

}  // namespace yama
