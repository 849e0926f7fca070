// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/impact.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "status/impact.h"
#include "sysctl/scope.h"

namespace yama {
namespace {

constexpr std::size_t kMostNamed = 5;

/// The first of them, and how many more there are.
std::string name_some(const std::vector<kernel::Traced>& traced) {
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(traced.size(), kMostNamed); ++i) {
    named.push_back(describe(traced[i]));
  }
  if (traced.size() > kMostNamed) {
    named.push_back("and " + std::to_string(traced.size() - kMostNamed) + " more");
  }
  return join(named);
}

Done check_traced(const Observation& seen) {
  if (!seen.tracers) {
    return Error{"fail_if_traced was asked for, and who is traced cannot be told: " + seen.tracers_trouble +
                 "; nothing was changed"};
  }
  if (!seen.tracers->traced.empty()) {
    return Error{"fail_if_traced was asked for, and " + name_some(seen.tracers->traced) + "; nothing was changed"};
  }
  if (seen.tracers->unreadable != 0) {
    return Error{"fail_if_traced was asked for, and " + std::to_string(seen.tracers->unreadable) + " of " +
                 std::to_string(seen.tracers->tasks) + " tasks could not be read; run as root; nothing was changed"};
  }
  return done();
}

}  // namespace

bool asks_for_tracers(const Observation& seen, const Request& request) {
  return !seen.image && request.scope && request.verb != Verb::kRestore && seen.runtime.value &&
         *request.scope > *seen.runtime.value;
}

Done plan_impact(const Observation& seen, const Request& request, Plan& plan) {
  if (!plan.runtime || !asks_for_tracers(seen, request)) {
    return done();
  }
  if (request.fail_if_traced) {
    if (auto checked = check_traced(seen); !checked) {
      return checked;
    }
  }
  if (seen.tracers && !seen.tracers->traced.empty()) {
    plan.warnings.push_back(name_some(seen.tracers->traced) +
                            "; this stays so, and so do the children it starts: end the tracer if you do not want it");
  }
  const int after = plan.runtime->after;
  if (const std::string lost = uses_lost(plan.runtime->before.value_or(sysctl::kClassic), after);
      after >= sysctl::kAdminOnly && !lost.empty()) {
    plan.warnings.push_back("at scope " + std::to_string(after) + " these no longer work: " + lost);
  }
  return done();
}

}  // namespace yama
