// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/kernel_command_line.h"

#include <algorithm>
#include <utility>

#include "base/extract_words.h"

namespace yama {
namespace {

/// isspace() of lib/ctype.c: Latin-1's no-break space is one.
constexpr std::string_view kKernelSpaces = " \t\n\v\f\r\xA0";

/// Where the argument at the start of a line ends.
std::size_t argument_end(std::string_view line) {
  std::size_t end = 0;
  for (bool quoted = false; end < line.size() && (quoted || kKernelSpaces.find(line[end]) == std::string_view::npos);
       ++end) {
    quoted = quoted != (line[end] == '"');
  }
  return end;
}

/// What next_arg() makes of an argument: a quote at its end is taken off once, whether the argument or its value began
/// with one.
KernelArgument kernel_argument(std::string_view whole) {
  std::string_view text = whole;
  const bool quoted = text.starts_with('"');
  text.remove_prefix(quoted ? 1 : 0);
  const std::size_t equals = text.find('=', 1);
  const bool quoted_value = equals != std::string_view::npos && text.substr(equals + 1).starts_with('"');
  if ((quoted || quoted_value) && text.ends_with('"')) {
    text.remove_suffix(1);
  }
  KernelArgument argument{.whole = whole, .name = std::string(text.substr(0, equals)), .value = {}};
  if (equals != std::string_view::npos) {
    text.remove_prefix(std::min(equals + (quoted_value ? 2 : 1), text.size()));
    argument.value = text;
  }
  return argument;
}

KernelArgument systemd_argument(const ExtractedWord& word) {
  const std::size_t equals = word.text.find('=');
  KernelArgument argument{.whole = word.whole, .name = word.text.substr(0, equals), .value = {}};
  if (equals != std::string::npos) {
    argument.value = word.text.substr(equals + 1);
  }
  return argument;
}

}  // namespace

std::vector<KernelArgument> split_as_kernel(std::string_view command_line) {
  std::vector<KernelArgument> arguments;
  for (std::size_t begin = command_line.find_first_not_of(kKernelSpaces); begin != std::string_view::npos;
       begin = command_line.find_first_not_of(kKernelSpaces)) {
    command_line.remove_prefix(begin);
    KernelArgument argument = kernel_argument(command_line.substr(0, argument_end(command_line)));
    if (argument.name == "--" && !argument.value) {
      break;
    }
    command_line.remove_prefix(argument.whole.size());
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

std::vector<KernelArgument> split_as_systemd(std::string_view command_line) {
  std::vector<KernelArgument> arguments;
  for (const ExtractedWord& word : extract_words(command_line, Backslash::kOrdinary)) {
    arguments.push_back(systemd_argument(word));
  }
  return arguments;
}

}  // namespace yama
