// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/message.h"

#include "base/text.h"
#include "status/words.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

/// " under busybox sysctl (OpenRC, runlevel boot)", of a loader that something else than systemd starts.
std::string under(const Status& status) {
  if (status.deciding.size() != 1 || status.boot[status.deciding.front()].started_by.empty()) {
    return {};
  }
  const sysctl::Loader loader = status.deciding.front();
  return " under " + status.boot[loader].program + " (" + status.boot[loader].started_by + ")";
}

/// The loaders whose values a sentence is about.
const sysctl::Loaders& told(const Status& status) { return status.deciding.empty() ? status.asked : status.deciding; }

sysctl::PerLoader<std::optional<Scope>> values_of(const Status& status) {
  return sysctl::for_each_loader(told(status),
                                 [&status](sysctl::Loader loader) { return status.boot[loader].final_value; });
}

/// "1 at the next boot", or what each loader gives when they differ: "0 at the next boot with systemd-sysctl and 1 with
/// procps sysctl --system".
std::string next_boot(const Status& status) {
  const sysctl::Loaders& loaders = told(status);
  const auto values = values_of(status);
  if (const auto value = sysctl::common_value(loaders, values)) {
    return boot_value_text(*value) + " at the next boot" + under(status);
  }
  if (loaders.empty()) {
    return "not known at the next boot";
  }
  std::vector<std::string> texts;
  texts.reserve(loaders.size());
  for (const sysctl::Loader loader : loaders) {
    texts.push_back(boot_value_text(values[loader]) + (texts.empty() ? " at the next boot" : "") + " with " +
                    std::string{sysctl::row_of(loader).title});
  }
  return join(texts, " and ");
}

/// `reasons_follow`: the sentence goes on with why there is no value now.
std::string now_and_then(const Status& status, bool reasons_follow) {
  if (status.image) {
    return next_boot(status);
  }
  if (status.runtime.value) {
    const std::string now = to_string(*status.runtime.value) + " now";
    const auto value = sysctl::common_value(told(status), values_of(status));
    const bool is_same = value && *value == status.runtime.value;
    return is_same ? now + " and at the next boot" + under(status) : now + ", " + next_boot(status);
  }
  const std::string why = status.runtime.yama ? "; its value now cannot be read" : "; the running kernel has no Yama";
  return next_boot(status) + (reasons_follow ? "" : why);
}

/// What a run is told that found nothing to do.
std::string nothing_to_do(const Status& status, const Request& request) {
  const std::string nothing = "; nothing changed";
  const bool is_told = request.verb == Verb::kEnsure && request.persist != Persist::kNone && status.verdict;
  const auto value = sysctl::common_value(told(status), values_of(status));
  if (!is_told || !value || !*value || !status.verdict->boot_faults.empty()) {
    const std::string why = request.verb == Verb::kRestore ? "; there was nothing to take back" : nothing;
    return "kernel.yama.ptrace_scope is " + now_and_then(status, false) + why;
  }
  const std::string is_there = to_string(**value) + " is already in place";
  if (status.image) {
    return is_there + " for the next boot" + nothing;
  }
  if (status.runtime.value == *value) {
    return is_there + ", now and at the next boot" + nothing;
  }
  return is_there + " for the next boot; the running kernel " +
         (status.runtime.value  ? "has " + to_string(*status.runtime.value)
          : status.runtime.yama ? std::string{"has a value that cannot be read"}
                                : std::string{"has no Yama"}) +
         nothing;
}

std::string judgement_of(const Verdict& verdict) {
  if (!verdict.not_applicable.empty()) {
    return "; not applicable: " + verdict.not_applicable;
  }
  if (!verdict.compliant()) {
    return (verdict.faulty() ? "; not compliant: " : "; not known: ") + join(reasons_of(verdict));
  }
  return verdict.doubts.empty() ? std::string{} : "; compliant, with doubts: " + join(verdict.doubts);
}

}  // namespace

std::string message_for(const Report& report, const Request& request) {
  const auto& status = report.after ? report.after : report.before;
  if (!status) {
    return {};
  }
  if (is_not_applicable(report, request)) {
    return "not applicable: " + status->verdict->not_applicable +
           "; nothing was changed (runtime: skip prepares its files all the same)";
  }
  if (!request.only_looks() && !report.changed) {
    return nothing_to_do(*status, request);
  }
  std::string text = "kernel.yama.ptrace_scope ";
  if (report.changed && request.check) {
    text += "would be ";
  } else {
    text += "is ";
  }
  const bool judged = request.only_looks() && status->verdict;
  text += now_and_then(*status, judged && !status->verdict->runtime_fault.empty());
  if (judged) {
    text += judgement_of(*status->verdict);
  }
  return text;
}

std::vector<std::string> intentions_of(const Plan& plan) {
  std::vector<std::string> intentions;
  const auto add_runtime = [&] { intentions.push_back("set the running kernel to " + to_string(plan.runtime->after)); };
  if (plan.runtime && !plan.locks()) {
    add_runtime();
  }
  for (const Edit& edit : plan.edits) {
    intentions.push_back(edit.purpose);
  }
  for (const Command& command : plan.commands) {
    intentions.push_back(command.purpose);
  }
  if (plan.locks()) {
    add_runtime();
  }
  return intentions;
}

}  // namespace yama
