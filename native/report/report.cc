// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/report.h"

#include <algorithm>
#include <utility>

#include "base/scope.h"

namespace yama {
namespace {

constexpr std::string_view kRuntimeHeader = "/proc/sys/kernel/yama/ptrace_scope";

std::string show(const Content& content) {
  if (const auto* file = std::get_if<Bytes>(&content)) {
    return file->bytes;
  }
  if (const auto* link = std::get_if<Link>(&content)) {
    return "link to " + link->target + "\n";
  }
  return {};
}

std::string header(const Edit& edit, const Content& content) {
  return std::holds_alternative<Absent>(content) ? edit.path + " (absent)" : edit.path;
}

/// One edit a path; what is there only while the change is under way is none.
std::vector<Edit> whole_edits(const Plan& plan) {
  std::vector<Edit> whole;
  whole.reserve(plan.edits.size());
  for (const Edit& edit : plan.edits) {
    const auto same = std::ranges::find(whole, edit.path, &Edit::path);
    if (same == whole.end()) {
      whole.push_back(edit);
    } else {
      same->after = edit.after;
    }
  }
  std::erase_if(whole, [](const Edit& edit) { return edit.before == edit.after; });
  return whole;
}

std::string show(std::optional<Scope> value) { return value ? to_string(*value) + "\n" : std::string{}; }

Diff diff_of_runtime(std::optional<Scope> before, std::optional<Scope> after) {
  return {.before_header = std::string{kRuntimeHeader},
          .before = show(before),
          .after_header = std::string{kRuntimeHeader},
          .after = show(after)};
}

}  // namespace

std::vector<Diff> diff_of(const Plan& plan) {
  std::vector<Diff> diffs;
  if (plan.runtime) {
    diffs.push_back(diff_of_runtime(plan.runtime->before, plan.runtime->after));
  }
  for (const Edit& edit : whole_edits(plan)) {
    diffs.push_back({.before_header = header(edit, edit.before),
                     .before = show(edit.before),
                     .after_header = header(edit, edit.after),
                     .after = show(edit.after)});
  }
  for (const Command& command : plan.commands) {
    if (command.expected && command.expected != command.before) {
      diffs.push_back(diff_of_runtime(command.before, command.expected));
    }
  }
  return diffs;
}

bool is_not_applicable(const Report& report, const Request& request) {
  const auto& status = report.after ? report.after : report.before;
  return !request.only_looks() && !report.changed && request.runtime == RuntimeMode::kAuto && status &&
         status->verdict && !status->verdict->not_applicable.empty();
}

std::vector<std::string> warnings_of_doubts(const Status& after) {
  std::vector<std::string> warnings;
  for (const std::string& doubt : after.verdict ? after.verdict->doubts : std::vector<std::string>{}) {
    warnings.push_back("not certain at the next boot: " + doubt);
  }
  return warnings;
}

Report report_error(const Error& error) {
  Report report;
  report.failed = true;
  report.msg = error.message;
  return report;
}

Report report_refusal(const Status& before, const Error& error) {
  Report report = report_error(error);
  report.before = before;
  report.after = before;
  return report;
}

}  // namespace yama
