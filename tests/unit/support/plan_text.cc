// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/plan_text.h"

#include "plan/observation_after.h"
#include "plan/planner.h"

namespace yama::test {

Observation seen_of(const FileSystem& files) {
  Observation seen;
  seen.image = true;
  seen.tree = files.tree();
  seen.loaders[sysctl::Loader::kSystemd] = {.installed = true, .version = "252.39"};
  seen.loaders[sysctl::Loader::kProcps] = {.installed = true, .version = "4.0.2"};
  return seen;
}

Request set_to(Scope wanted) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = wanted;
  return request;
}

std::string edits_of(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  if (!plan) {
    return plan.error().message;
  }
  std::string text;
  for (const Edit& edit : plan->edits) {
    const auto* bytes = std::get_if<Bytes>(&edit.after);
    text += edit.path + "\n" + (bytes != nullptr ? bytes->bytes : "(gone)\n");
  }
  for (const std::string& warning : plan->warnings) {
    text += "note: " + warning + "\n";
  }
  return text;
}

std::string second_edits(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  return plan ? edits_of(observation_after(seen, *plan), request) : "(refused)";
}

std::string undone(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  Request restore;
  restore.verb = Verb::kRestore;
  return plan ? edits_of(observation_after(seen, *plan), restore) : "(refused)";
}

}  // namespace yama::test
