// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/result.h"
#include "request/door.h"
#include "request/request.h"
#include "request/values.h"

namespace yama {

/// Options by name. A null value counts as not given.
using Options = std::map<std::string, OptionValue, std::less<>>;

/// The request that the options given at a door ask for; `fixed` are those that the door itself gives, which nobody can
/// give there. Reads nothing but its arguments. Fails with one sentence for an option that the door does not know, a
/// value that is not one of the allowed, or options that contradict each other.
Result<Request> make_request(Door door, const Options& given, const Options& fixed = {});

}  // namespace yama
