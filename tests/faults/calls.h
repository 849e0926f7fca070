// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/types.h>

#include <array>
#include <span>
#include <string>

namespace yama::faults {

/// A system call that can change files, as far as its arguments tell: where the path is, and relative to what.
struct Call {
  long number = 0;
  const char* name = "";
  int directory = -1;  ///< the argument with the descriptor that the path is relative to, or the file itself
  int path = -1;       ///< the argument with the path; none for a call on a descriptor
  int directory2 = -1;
  int path2 = -1;
  int bytes = -1;  ///< the argument with what is written or set; its length is in the next one
};

/// All of them. An open counts when it may create or write (opens_for_writing()), a write when it is to no standard
/// stream.
std::span<const Call> changing_calls();

/// The one with this number, or nullptr.
const Call* find_call(long number);

/// A stopped process at one of its calls.
using Arguments = std::array<unsigned long, 6>;

/// Whether the call changes files with these arguments.
bool changes(const Call& call, const Arguments& arguments);

/// "openat /t/etc/sysctl.d/.x~", "write /t/etc/sysctl.d/.x~ 6b65726e": name, places, bytes in hexadecimal, separated by
/// tabs.
std::string describe(pid_t process, const Call& call, const Arguments& arguments);

}  // namespace yama::faults
