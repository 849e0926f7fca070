// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "request/door.h"
#include "request/request.h"
#include "request/values.h"

namespace yama {

enum class OptionType { kScope, kBool, kChoice, kPath, kWord, kLoaders };

/// One option: all that the product knows of it, but for what it does. The readers of both doors and the help of the
/// command line are made from it; the suite `options` compares the collection's files with it.
struct Option {
  std::string_view name;  ///< as a task spells it: "vendor_files"
  Doors doors;            ///< through which it comes; refused at all others
  std::string_view help;  ///< one line, for people at a terminal
  OptionType type;
  std::span<const std::string_view> choices;  ///< what may be written; empty where the type says it
  std::string (*default_text)();              ///< the documented default; empty for none
  Done (*set)(Request& request, std::string_view name, const OptionValue& value);
};

/// Every option, in the order in which people read of them.
std::span<const Option> all_options();

/// The option of a name, or null.
const Option* find_option(std::string_view name);

}  // namespace yama
