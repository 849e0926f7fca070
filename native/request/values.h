// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "request/options.h"

/// Readers of option values. Each takes the option's name for its error sentence.
namespace yama {

/// One allowed word of an option and what it means.
template <class T>
struct Word {
  std::string_view text;
  T meaning;
};
template <class T>
Word(const char*, T) -> Word<T>;

/// The value as a person wrote it, for error sentences.
std::string show(const OptionValue& value);

/// "persist must be one of sysctl, boot_unit, none; got 'sysctll'; did you mean 'sysctl'?"
Error not_one_of(std::string_view name, const OptionValue& value, const std::vector<std::string_view>& words);

template <class T, std::size_t N>
Result<T> read_word(std::string_view name, const OptionValue& value, const std::array<Word<T>, N>& words) {
  std::vector<std::string_view> texts;
  for (const Word<T>& word : words) {
    const auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && *text == word.text) {
      return word.meaning;
    }
    texts.push_back(word.text);
  }
  return not_one_of(name, value, texts);
}

/// 0-3 as a number or text, or the kernel's word for it.
Result<Scope> read_scope(std::string_view name, const OptionValue& value);

/// YAML's words for true and false, in either case, and the numbers 1 and 0.
Result<bool> read_bool(std::string_view name, const OptionValue& value);

/// An absolute path without "." or ".." components; repeated and trailing slashes are taken out.
Result<std::string> read_path(std::string_view name, const OptionValue& value);

/// A word of the kernel command line: no blanks, quotes, '=' or control characters, so that it means the same to the
/// kernel and to systemd.
Result<std::string> read_argument(std::string_view name, const OptionValue& value);

/// "systemd=252.39", or a list of such; each loader at most once.
Result<std::vector<LoaderOverride>> read_loaders(std::string_view name, const OptionValue& value);

}  // namespace yama
