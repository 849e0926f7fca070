// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "job/job.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "apply/apply.h"
#include "apply/verify.h"
#include "base/limits.h"
#include "host/leftovers.h"
#include "host/lock.h"
#include "host/system_log.h"
#include "kernel/probe.h"
#include "kernel/runtime.h"
#include "observe/observation.h"
#include "plan/copies.h"
#include "plan/impact.h"
#include "plan/observation_after.h"
#include "plan/planner.h"
#include "report/audit.h"
#include "report/log_line.h"
#include "report/message.h"
#include "request/check.h"
#include "status/assess.h"

namespace yama {
namespace {

std::vector<Hint> hints_of(const Observation& seen) {
  std::vector<Hint> hints = seen.hints;
  for (Hint& hint : copies::hints(seen.tree)) {
    hints.push_back(std::move(hint));
  }
  return hints;
}

Status assess_for(const Request& request, const Observation& seen) {
  const BootConditions conditions = conditions_for(seen, request.loaders);
  Status status = assess(seen, conditions, goal_of(request));
  status.hints = hints_of(seen);
  status.maintenance = assess_maintenance(seen, conditions, request.maintenance_argument);
  return status;
}

/// Takes away what runs that were killed left beside the files that they changed.
void remove_leftovers(const host::Root& root, const Observation& seen) {
  std::set<std::string> directories{"/etc", "/etc/sysctl.d", "/etc/systemd/system"};
  const auto add_directory_of = [&directories](const std::string& path) {
    directories.insert(path.substr(0, path.rfind('/')));
  };
  for (const auto& [file, content] : seen.tree.files) {
    add_directory_of(file);
  }
  for (const auto& [name, unit] : seen.units) {
    add_directory_of(unit.file);
  }
  for (const std::string& directory : directories) {
    host::remove_leftovers(root, directory);
  }
}

/// What the plan says before anything was done: the report of check mode, and the frame of the real run's.
Report report_of_plan(const Request& request, Observation seen, const Status& before, Plan& plan) {
  Report report;
  report.changed = plan.changes_something();
  report.diff = diff_of(plan);
  report.warnings = std::move(plan.warnings);
  report.reboot_required = plan.reboot_required;
  report.before = before;
  report.after = report.changed ? assess_for(request, observation_after(std::move(seen), plan)) : before;
  return report;
}

void add(std::vector<std::string>& all, std::vector<std::string> more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

/// What one way through the steps came to.
struct Try {
  Report report;
  bool again = false;  ///< somebody else changed the files meanwhile: to plan anew may do
};

/// Whether a file of the loaders is another by now than the plan left it.
bool is_changed_again(const Observation& seen, const Plan& plan) {
  return std::ranges::any_of(plan.edits, [&seen](const Edit& edit) {
    const auto* wanted = std::get_if<Bytes>(&edit.after);
    const auto file = seen.tree.files.find(edit.path);
    return wanted != nullptr && file != seen.tree.files.end() && file->second.bytes.view() != wanted->bytes;
  });
}

Try carry_out(const Request& request, const host::Root& root, const Plan& plan, Report report, const Hooks& hooks) {
  if (hooks.begin_change != nullptr) {
    hooks.begin_change();
  }
  Outcome outcome = apply(root, plan, request.backup);
  report.actions = std::move(outcome.actions);
  report.backup_files = std::move(outcome.backup_files);
  add(report.warnings, std::move(outcome.warnings));
  if (outcome.failure && !outcome.left_behind) {
    report.changed = false;
    report.diff.clear();
  }
  const auto seen = observe(root, request.other_writers == OtherWriters::kRead);
  if (!seen) {
    report.failed = true;
    report.msg = seen.error().message;
    return {.report = std::move(report)};
  }
  report.after = assess_for(request, *seen);
  auto kept = outcome.failure ? Done{*outcome.failure} : verify(request, plan, *report.after);
  if (kept) {
    return {.report = std::move(report)};
  }
  report.failed = true;
  report.msg = kept.error().message;
  const bool again = outcome.failure ? outcome.changed_meanwhile : is_changed_again(*seen, plan);
  return {.report = std::move(report), .again = again};
}

/// Asks the kernel itself, when everything else is done. Behaviour that contradicts the value fails a run that promised
/// it; an inconclusive answer (a tracer, a seccomp filter) does not.
void add_probe(const Request& request, Report& report) {
  const auto answers = kernel::ask_kernel();
  report.probe = Probed{.answers = answers, .verdict = kernel::judge(answers), .value = kernel::read_runtime().value};
  if (agrees(*report.probe) != std::optional{false}) {
    if (!report.failed) {
      report.msg += "; probe: " + report.probe->verdict.text;
    }
  } else if (request.only_looks() || request.check || report.failed) {
    report.warnings.push_back(contradiction_of(*report.probe));
  } else {
    report.failed = true;
    report.msg = contradiction_of(*report.probe);
  }
}

Report report_usage_error(const Error& error) {
  Report report = report_error(error);
  report.usage_error = true;
  return report;
}

Report look(const Request& request, const Observation& seen, const Status& before) {
  Report report;
  report.before = before;
  report.msg = message_for(report, request);
  if (request.wants_vector()) {
    auto vector = test_vector_of(seen, conditions_for(seen, request.loaders), request.neutral_names);
    if (!vector) {
      return report_error(vector.error());
    }
    report.vector = std::move(vector).value();
  }
  if (request.advises()) {
    report.fix = find_fix(seen, request, before);
  }
  if (request.audits()) {
    report.audit = audit_of(seen, before, *report.fix, request, std::time(nullptr));
  }
  return report;
}

/// Observe, plan, apply, verify, report.
Try try_once(const Request& request, const host::Root& root, const Hooks& hooks) {
  auto seen = observe(root, request.other_writers == OtherWriters::kRead);
  if (!seen) {
    return {.report = report_error(seen.error())};
  }
  if (asks_for_tracers(*seen, request)) {
    observe_tracers(seen.value());
  }
  const Status before = assess_for(request, *seen);
  if (request.only_looks()) {
    return {.report = look(request, *seen, before)};
  }
  if (!request.check) {
    remove_leftovers(root, *seen);
  }
  auto plan = make_plan(*seen, request);
  if (plan && !plan->warnings.empty() && !plan->edits.empty()) {  // whose a file is that was left is told in words only
    read_owners(root, seen->tree, seen.value().packages);
    plan = seen->packages.owners_are_known ? make_plan(*seen, request) : std::move(plan);
  }
  if (!plan) {
    return {.report = report_refusal(before, plan.error())};
  }
  if (auto may = check_writable(root, *plan); !may) {
    return {.report = report_refusal(before, may.error())};
  }
  Report report = report_of_plan(request, std::move(seen).value(), before, plan.value());
  if (!request.check && (report.changed || !plan->commands.empty())) {
    return carry_out(request, root, *plan, std::move(report), hooks);
  }
  if (report.changed) {
    report.actions = intentions_of(*plan);
  }
  return {.report = std::move(report)};
}

/// The report of the last try is that of the run; what stays of those before it is said, too.
void take_in(Report& report, Report earlier) {
  if (!earlier.changed) {
    return;
  }
  report.changed = true;
  report.before = std::move(earlier.before);
  std::ranges::move(report.diff, std::back_inserter(earlier.diff));
  report.diff = std::move(earlier.diff);
  add(earlier.actions, std::move(report.actions));
  report.actions = std::move(earlier.actions);
  add(earlier.backup_files, std::move(report.backup_files));
  report.backup_files = std::move(earlier.backup_files);
}

/// Others may write to the same files: a plan that is overtaken is made anew.
Report try_until_nobody_interferes(const Request& request, const host::Root& root, const Hooks& hooks) {
  constexpr std::chrono::milliseconds kPause{100};
  Try one = try_once(request, root, hooks);
  for (int tries = 1; one.again && tries < limit::kTries; ++tries) {
    std::this_thread::sleep_for(kPause);
    Try next = try_once(request, root, hooks);
    take_in(next.report, std::move(one.report));
    one = std::move(next);
  }
  if (one.again) {
    one.report.msg += "; this happened " + std::to_string(limit::kTries) +
                      " times in this run: find out who else changes these files now, and run again when they are done";
  }
  return std::move(one.report);
}

Report run(Request request, std::optional<Door> logged_as, const Hooks& hooks) {
  auto root = host::Root::open(request.root);
  if (!root) {
    return report_error(root.error());
  }
  if (hooks.confine != nullptr) {
    hooks.confine(request);
  }
  request.root = root->prefix();  // "/" for the running host, under whatever name it was given
  if (request.is_image()) {
    if (auto fits = check_request_of_image(request); !fits) {
      return report_usage_error(fits.error());
    }
  }
  std::optional<host::Lock> lock;
  if (!request.only_looks() && !request.check) {
    auto held = host::Lock::acquire(*root);
    if (!held) {
      return report_error(held.error());
    }
    lock.emplace(std::move(held).value());
  }
  Report report = try_until_nobody_interferes(request, *root, hooks);
  if (report.changed && !request.check && logged_as) {
    host::write_to_system_log(log_line(request, *logged_as, report));
  }
  if (!report.failed && !request.only_looks()) {
    report.msg = message_for(report, request);
    if (!is_not_applicable(report, request)) {
      add(report.warnings, warnings_of_doubts(*report.after));
    }
  }
  return report;
}

}  // namespace

Report do_job(const Request& request, std::optional<Door> logged_as, const Hooks& hooks) {
  Report report = run(request, logged_as, hooks);
  if ((request.probe || request.verb == Verb::kProbe) && report.before && !report.before->image) {
    add_probe(request, report);
  }
  return report;
}

}  // namespace yama
