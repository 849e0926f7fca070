// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace yama::kernel {

/// The kernel's text for an errno, e.g. "Permission denied"; never translated.
std::string errno_text(int code);

/// What a person can do about an errno, e.g. "free some space and run again".
std::string_view advice_for(int code);

/// One sentence for a system call that failed:
/// "cannot replace /etc/sysctl.conf: No space left on device; free some space and run again".
/// Without an advice of the caller's, advice_for() gives it; where that is no more than a request to report it, the
/// call is named, for whoever reads the report.
Error failure(std::string_view action, std::string_view path, std::string_view call, int code,
              std::string_view advice = {});

}  // namespace yama::kernel
