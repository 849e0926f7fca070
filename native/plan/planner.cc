// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/planner.h"

#include <utility>

#include "plan/files.h"
#include "plan/runtime.h"
#include "status/assess.h"

namespace yama {
namespace {

bool touches_files(const Request& request) {
  return request.persist != Persist::kNone || request.conflicts != Conflicts::kIgnore;
}

FileGoal goal_of(const Request& request) {
  return {.wish = {.scope = request.scope, .minimum = request.minimum}, .own_line = request.persist != Persist::kNone};
}

Done plan_files(const Observation& seen, const Request& request, Plan& plan) {
  if (request.verb == Verb::kRestore) {
    plan.edits = undo_files(seen.tree).edits();
    return done();
  }
  if (!touches_files(request)) {
    return done();
  }
  auto draft = arrange_files(seen, request, releases_of(seen, request.loaders), goal_of(request), plan.warnings);
  if (!draft) {
    return draft.error();
  }
  plan.edits = draft->edits();
  return done();
}

}  // namespace

Result<Plan> make_plan(const Observation& seen, const Request& request) {
  Plan plan;
  if (auto planned = plan_runtime(seen, request, plan); !planned) {
    return planned.error();
  }
  if (auto planned = plan_files(seen, request, plan); !planned) {
    return planned.error();
  }
  plan_reload(seen, request, plan);
  return plan;
}

}  // namespace yama
