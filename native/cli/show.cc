// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show.h"

#include "base/scope.h"
#include "base/text.h"
#include "cli/explain.h"
#include "cli/fit.h"
#include "cli/judgement.h"
#include "cli/show_find.h"
#include "cli/show_run.h"
#include "cli/show_status.h"
#include "cli/table.h"
#include "protocol/write_json.h"
#include "protocol/write_metrics.h"
#include "protocol/write_vector.h"
#include "status/words.h"

namespace yama::cli {
namespace {

/// Whether the behaviour is known, as the kernel says, and as wanted. Without privilege 2 and 3 look alike.
bool is_proven(const Probed& probe, std::optional<Scope> wanted) {
  const bool wanted_too =
      !wanted || (probe.verdict.two_or_three ? *wanted >= Scope::kAdminOnly : probe.verdict.scope == wanted);
  return agrees(probe).value_or(probe.verdict.scope.has_value()) && wanted_too;
}

std::string show_probe(const Probed& probe, std::optional<Scope> wanted, const View& view) {
  const kernel::ProbeAnswers& answers = probe.answers;
  std::string text = table({{"PTRACE_TRACEME with CAP_SYS_PTRACE", std::string{word_for(answers.traceme_privileged)}},
                            {"PTRACE_TRACEME", std::string{word_for(answers.traceme)}},
                            {"PTRACE_SEIZE of a sibling", std::string{word_for(answers.sibling)}},
                            {"PTRACE_SEIZE of a consenting sibling", std::string{word_for(answers.consenting)}}},
                           view);
  const std::string value = probe.value ? "the kernel says " + to_string(*probe.value) : "the kernel shows no value";
  const Style style = is_proven(probe, wanted) ? Style::kGood : wanted ? Style::kBad : Style::kDoubtful;
  text += view.sentence("", value + "; " + one_line(probe.verdict.text), style);
  if (agrees(probe) == std::optional{false}) {
    text += view.sentence("", "NOT as the kernel says: " + contradiction_of(probe), Style::kBad);
  }
  return text;
}

std::string as_json(const Order& order, const Report& report) {
  if (order.request.verb == Verb::kExplain && report.before) {
    return protocol::explanation_json(report) + "\n";
  }
  const bool status = order.request.only_looks() && report.before;
  return (status ? protocol::status_json(report) : protocol::report_json(report)) + "\n";
}

}  // namespace

std::string show(const Order& order, const Report& report, const View& view) {
  if (report.vector) {
    return protocol::vector_text(*report.vector) + "\n";
  }
  if (order.json) {
    return as_json(order, report);
  }
  if (report.audit && order.request.format == Format::kPrometheus) {
    return protocol::metrics_text(*report.audit, *report.before);
  }
  std::string probe = report.probe ? show_probe(*report.probe, order.request.scope, view) : std::string{};
  if (!order.request.only_looks() || !report.before) {
    return probe + show_run(order.request, report, view);
  }
  switch (order.request.verb) {
    case Verb::kProbe:
      return probe;
    case Verb::kExplain:
      return explain(report, view) + probe;
    case Verb::kFind:
      return show_find(report, order.request, view) + probe;
    default:
      return show_status(report, order.request, view) + probe;
  }
}

constexpr int kUnknown = 3;
constexpr int kNotApplicable = 4;

int exit_status(const Order& order, const Report& report) {
  if (report.failed) {
    return 1;
  }
  if (order.request.verb == Verb::kProbe) {
    return report.probe && is_proven(*report.probe, order.request.scope) ? 0 : 1;
  }
  const bool judges = order.request.verb != Verb::kFind || order.request.scope;
  const Verdict* const verdict = verdict_of(report);
  if (!order.request.only_looks() || !judges || verdict == nullptr) {
    return 0;
  }
  if (!verdict->not_applicable.empty()) {
    return kNotApplicable;
  }
  return verdict->faulty() ? 1 : verdict->unknown.empty() ? 0 : kUnknown;
}

}  // namespace yama::cli
