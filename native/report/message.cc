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

/// "1 at the next boot", or what each loader gives when they differ.
std::string next_boot(const Status& status) {
  const sysctl::Loaders& loaders = status.deciding.empty() ? status.asked : status.deciding;
  const auto values =
      sysctl::for_each_loader(loaders, [&status](sysctl::Loader loader) { return status.boot[loader].final_value; });
  if (const auto value = sysctl::common_value(loaders, values)) {
    return boot_value_text(*value) + " at the next boot" + under(status);
  }
  if (loaders.empty()) {
    return "not known at the next boot";
  }
  std::vector<std::string> texts;
  texts.reserve(loaders.size());
  for (const sysctl::Loader loader : loaders) {
    texts.push_back(boot_value_text(values[loader]) + " by " + std::string{sysctl::row_of(loader).title});
  }
  return "at the next boot " + join(texts, " and ");
}

std::string now_and_then(const Status& status) {
  if (status.image) {
    return next_boot(status);
  }
  const std::string now =
      status.runtime.value ? to_string(*status.runtime.value) + " now" : std::string{"absent from the running kernel"};
  return now + ", " + next_boot(status);
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
  std::string text = "kernel.yama.ptrace_scope ";
  if (report.changed && request.check) {
    text += "would be ";
  } else {
    text += "is ";
  }
  text += now_and_then(*status);
  if (request.only_looks() && status->verdict) {
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
