// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "request/request.h"

namespace yama {

/// An option's value as a caller wrote it: native types from JSON, text from key=value and the command line.
using OptionValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// Which of the two modules knows an option.
enum class Module { kYamaPtrace, kYamaPtraceInfo };

/// The names of a module's options.
std::vector<std::string_view> option_names(Module module);

/// Options by name. A null value counts as not given.
using Options = std::map<std::string, OptionValue, std::less<>>;

/// The request that a module's options ask for. Fails with one sentence for an unknown option, a value that is not one
/// of the allowed, or options that contradict each other.
Result<Request> make_request(Module module, const Options& options);

}  // namespace yama
