// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/exception_text.h"

#include <new>

namespace yama {

std::string_view exception_text(const std::type_info* type) {
  return type != nullptr && (*type == typeid(std::bad_alloc) || *type == typeid(std::bad_array_new_length))
             ? "out of memory; free some and run again"
             : "an unexpected fault of this program; please report it with the program's arguments";
}

}  // namespace yama
