// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "request/check.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/scope.h"

namespace yama {
namespace {

/// A rule that options break together, and the sentence that says so.
struct Rule {
  bool broken;
  const char* sentence;
};

/// Fails with the sentence of the first rule that is broken.
Done check(std::span<const Rule> rules) {
  const auto broken = std::ranges::find_if(rules, &Rule::broken);
  return broken == rules.end() ? done() : Done{Error{broken->sentence}};
}

bool ends_with_conf(const std::string& path) {
  constexpr std::string_view kSuffix = ".conf";
  return path.size() > kSuffix.size() && path.compare(path.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0;
}

}  // namespace

Done check_request(const Request& request) {
  const bool ensure = request.verb == Verb::kEnsure;
  const bool nothing_to_set =
      request.persist == Persist::kNone &&
      (request.conflicts != Conflicts::kIgnore || (request.runtime == RuntimeMode::kSkip && request.reload));
  const bool boot_unit = request.persist == Persist::kBootUnit;
  const Rule rules[] = {
      {ensure && !request.scope && !nothing_to_set,
       "scope is required: give 0, 1, 2 or 3, or state: absent to take everything back"},
      {request.minimum && !request.scope, "minimum needs a scope to compare with"},
      {request.format == Format::kPrometheus && !request.scope,
       "--format prometheus needs --scope: the scope that this host is judged by"},
      {ensure && boot_unit && request.scope && *request.scope != Scope::kNoAttach,
       "persist: boot_unit is for scope 3 only; leave it out, or use persist: sysctl"},
      {!request.sysctl_file.empty() && !ends_with_conf(request.sysctl_file),
       "sysctl_file must end in .conf, or no loader reads it"},
      {!request.sysctl_file.empty() && request.persist == Persist::kNone,
       "sysctl_file and persist: none contradict each other: leave one out"},
      {request.replace_published_unit && !boot_unit && ensure,
       "replace_published_unit needs persist: boot_unit, which gives the unit that replaces it"},
  };
  return check(rules);
}

Done check_request_of_image(const Request& request) {
  const Rule rules[] = {
      {request.runtime == RuntimeMode::kRequired,
       "runtime: required and root contradict each other: an image has no running kernel"},
      {request.probe, "probe and root contradict each other: an image has no running kernel"},
      {request.fail_if_traced, "fail_if_traced and root contradict each other: an image has no processes"},
  };
  return check(rules);
}

}  // namespace yama
