// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/exception_text.h"

#include <new>

namespace yama {

std::string_view exception_text(const std::exception& exception) {
  return dynamic_cast<const std::bad_alloc*>(&exception) != nullptr
             ? "out of memory; free some and run again"
             : "an unexpected fault of this program; please report it with the program's arguments";
}

}  // namespace yama
