// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yama {

/// One argument of a kernel command line, without quotes: "name" or "name=value".
struct KernelArgument {
  std::string_view whole;  ///< as it stands in the line, with its quotes
  std::string name;
  std::optional<std::string> value;

  bool operator==(const KernelArgument&) const = default;
};

/// The arguments that the kernel itself sees: those before "--", which begins those of init. Only double quotes count,
/// around blanks anywhere; they are taken off where they enclose the whole argument or begin its value. Nothing escapes
/// a quote. Source: Linux lib/cmdline.c next_arg(), kernel/params.c parse_args().
std::vector<KernelArgument> split_as_kernel(std::string_view command_line);

/// The arguments that systemd sees: all of them, "--" too, split as extract_words() tells, a backslash being ordinary.
/// Source: systemd src/basic/proc-cmdline.c proc_cmdline_parse(), used by PID 1 and the generators, and since 253 by
/// ConditionKernelCommandLine=; up to 252 the condition took a backslash off, which is left out here.
std::vector<KernelArgument> split_as_systemd(std::string_view command_line);

}  // namespace yama
