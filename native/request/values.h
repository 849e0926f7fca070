// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/scope.h"
#include "request/request.h"

/// Readers of option values. Each takes the option's name for its error sentence.
namespace yama {

/// An option's value as a caller wrote it: native types from JSON, text from key=value and the command line.
using OptionValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// The value as a person wrote it, for error sentences.
std::string show(const OptionValue& value);

/// The place of the value among the words. "persist must be one of sysctl, boot_unit, none; got 'sysctll'; did you mean
/// 'sysctl'?"
Result<std::size_t> read_choice(std::string_view name, const OptionValue& value,
                                std::span<const std::string_view> words);

/// 0-3 as a number or text, or the kernel's word for it.
Result<Scope> read_scope(std::string_view name, const OptionValue& value);

/// YAML's words for true and false, in either case, and the numbers 1 and 0.
Result<bool> read_bool(std::string_view name, const OptionValue& value);

/// An absolute path without "." or ".." components; repeated and trailing slashes are taken out.
Result<std::string> read_path(std::string_view name, const OptionValue& value);

/// A word of the kernel command line: no blanks, quotes, '=' or control characters, so that it means the same to the
/// kernel and to systemd.
Result<std::string> read_kernel_word(std::string_view name, const OptionValue& value);

/// "systemd=252.39", or a list of such; each loader at most once.
Result<std::vector<LoaderOverride>> read_loaders(std::string_view name, const OptionValue& value);

}  // namespace yama
