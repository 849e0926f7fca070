// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "base/scope.h"
#include "observe/observation.h"
#include "plan/advice.h"
#include "request/request.h"
#include "status/status.h"

namespace yama {

/// What is wrong with a host, and how to fix it.
struct Fix {
  using Step = FixStep;
  Scope scope = Scope::kClassic;    ///< by which it was judged
  std::string wanted_by = {};       ///< the "file:line" that asks for it; empty: the request, or else nothing does
  Verdict verdict = {};             ///< all that was judged: `faults` are its reasons
  std::vector<std::string> faults;  ///< empty: nothing is wrong
  std::vector<std::string> doubts;  ///< what may make the next boot's value another, and cannot be known
  std::vector<Step> steps;          ///< in order; empty when there is nothing to fix or no way to do it
  std::string why_not = {};         ///< why there are no steps although something is wrong
  bool is_known = true;             ///< false: `faults` say why nothing can be said of the next boot
};

/// The words that have a command look at the same folder, " --root FOLDER"; none for the running host.
std::string root_option(const Request& request);

/// Judges a host by the scope of the request, or else by what its files seem to want: what this product was told
/// before, the value of the line of the administrator's that comes last, or of a package's where there is no other; a
/// package's 0 asks for nothing (Fedora's elfutils-default-yama-scope). Where nothing does it is 1, which is what the
/// published guides ask for. The command is tried out by the planner before it is named: the mildest one that leaves no
/// fault.
Fix find_fix(const Observation& seen, const Request& request, const Status& status);

}  // namespace yama
