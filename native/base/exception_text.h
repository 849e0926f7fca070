// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <exception>
#include <string_view>

namespace yama {

/// What a person is told about an exception that came as far as the program's doors, the module and the command line.
std::string_view exception_text(const std::exception& exception);

}  // namespace yama
