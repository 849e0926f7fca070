// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "prefixes.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "plan/planner.h"
#include "status/forecast.h"
#include "sysctl/loader_table.h"
#include "sysctl/predict.h"

namespace yama::loaders {

namespace {

struct Given {
  std::string by;
  sysctl::Prediction prediction;
};

/// What each behaviour gives, in an order that is always the same.
std::vector<Given> given_by(const test::FileSystem& files, const BuildsOfHost& host) {
  test::FileSystem without_run = files;
  without_run.remove("/run/sysctl.d");
  const Observation seen = observation_of(files, host);
  const sysctl::Tree empty_run = without_run.tree();
  std::vector<Given> given;
  for (const sysctl::Loader loader : sysctl::kLoaders) {
    if (host.builds[loader].empty()) {
      continue;
    }
    for (const sysctl::Behaviour& row : sysctl::behaviours_of(loader, seen.loaders[loader].version)) {
      const std::string by = std::string(sysctl::row_of(loader).word) + " of " + std::string(row.since);
      given.push_back({by, predict(row, seen.tree, sysctl::kPtraceScope)});
      given.push_back({by + " once /run is empty", predict(row, empty_run, sysctl::kPtraceScope)});
    }
  }
  return given;
}

std::string show(const sysctl::Prediction& prediction) {
  return (prediction.value ? to_string(*prediction.value) : std::string{"the default"}) +
         (prediction.locks ? " with 3 on the way" : "") + (prediction.uncertain ? " in doubt" : "");
}

std::string wrong_in(const std::vector<Given>& before, const std::vector<Given>& now, const std::vector<Given>& after) {
  for (std::size_t i = 0; i < now.size(); ++i) {
    const sysctl::Prediction& was = before[i].prediction;
    const sysctl::Prediction& is = now[i].prediction;
    const sysctl::Prediction& will = after[i].prediction;
    if ((is.value != was.value && is.value != will.value) || (is.locks && !was.locks && !will.locks) ||
        (is.uncertain && !was.uncertain && !will.uncertain)) {
      return now[i].by + " gives " + show(is) + ", before it was " + show(was) + " and is to be " + show(will);
    }
  }
  return {};
}

}  // namespace

Prefixes try_prefixes(const test::FileSystem& files, const BuildsOfHost& host, const Request& request) {
  Prefixes result{.done = files};
  const auto plan = make_plan(observation_of(files, host), request);
  if (!plan) {
    result.refused = true;
    return result;
  }
  const bool tells = std::ranges::any_of(
      plan->warnings, [](const std::string& warning) { return warning.find("is interrupted") != std::string::npos; });
  std::vector<test::FileSystem> states{files};
  for (const Edit& edit : plan->edits) {
    put(edit.path, edit.after, result.done);
    states.push_back(result.done);
  }
  test::FileSystem back = result.done;
  for (std::size_t i = plan->edits.size(); i-- > 0;) {  // the way back after a failure
    put(plan->edits[i].path, plan->edits[i].before, back);
    states.push_back(back);
  }
  const auto before = given_by(files, host);
  const auto after = given_by(result.done, host);
  for (const test::FileSystem& state : states) {
    const std::string wrong = wrong_in(before, given_by(state, host), after);
    ++result.checked;
    result.wrong += wrong.empty() ? 0 : 1;
    result.told += !wrong.empty() && tells ? 1 : 0;
    if (result.why.empty() && !wrong.empty() && !tells) {
      result.why = wrong;
    }
  }
  return result;
}

}  // namespace yama::loaders
