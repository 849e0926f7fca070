// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/verify.h"

#include <string>

namespace yama {

Done verify(const Request& request, const Plan& plan, const Status& after) {
  if (plan.runtime && after.runtime.value != plan.runtime->after) {
    return Error{"the running kernel was set to " + to_string(plan.runtime->after) + " and now has " +
                 (after.runtime.value ? to_string(*after.runtime.value) : std::string{"no value"}) +
                 "; find out what else writes it and run again"};
  }
  const bool promised = request.verb == Verb::kEnsure && request.persist != Persist::kNone;
  if (!promised || !after.verdict || after.verdict->boot_faults.empty()) {
    return done();
  }
  return Error{"the files were written, but now " + after.verdict->boot_faults.front() +
               "; find out what else changes them and run again"};
}

}  // namespace yama
