// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>
#include <typeinfo>

namespace yama {

/// What a person is told about the exception of that type that ended the program, or about an abort, of which there is
/// no type.
std::string_view exception_text(const std::type_info* type);

}  // namespace yama
