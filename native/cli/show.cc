// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/scope.h"
#include "base/text.h"
#include "cli/explain.h"
#include "cli/show_diff.h"
#include "cli/table.h"
#include "plan/impact.h"
#include "protocol/write_json.h"
#include "protocol/write_vector.h"
#include "status/words.h"

namespace yama::cli {
namespace {

std::string show_value(std::optional<Scope> value) { return value ? to_string(*value) : std::string{"-"}; }

std::string place(const std::string& file, std::size_t line) {
  return file.empty() ? std::string{"no file sets it"} : printable(file) + ":" + std::to_string(line);
}

std::string loader_name(sysctl::Loader loader, const BootValue& boot) {
  const bool never = boot.start == InstalledLoader::Start::kNever;
  std::string name = (never ? "" : "next boot, ") + std::string{word_for(loader)};
  if (!boot.version.empty()) {
    name += " " + printable(boot.version);
  } else {
    name += boot.installed ? " (version unknown)" : " (not installed)";
  }
  name += never ? ", not run at boot" : "";
  return name;
}

Row boot_row(sysctl::Loader loader, const BootValue& boot) {
  std::string remark = !boot.file.empty()   ? place(boot.file, boot.line)
                       : boot.value         ? "set before it runs"
                       : boot.notes.empty() ? place(boot.file, boot.line)
                                            : printable(boot.notes.front());
  remark += boot.started_by.empty() ? "" : "; started by " + boot.started_by;
  if (boot.value != boot.value_without_run) {
    remark += "; " + show_value(boot.value_without_run) + " once /run is empty";
  }
  if (boot.locks) {
    remark += "; locks at 3";
  }
  return {loader_name(loader, boot), show_value(boot.value), remark};
}

using Values = sysctl::PerLoader<std::optional<Scope>>;

/// One value, or all when the loaders leave different ones: "1 or -".
std::string show_values(const sysctl::Loaders& loaders, const Values& values) {
  if (const auto value = sysctl::common_value(loaders, values)) {
    return show_value(*value);
  }
  std::vector<std::string> texts;
  std::ranges::transform(loaders, std::back_inserter(texts),
                         [&values](sysctl::Loader loader) { return show_value(values[loader]); });
  return join(texts, " or ");
}

/// What the boot comes to in the end, where that is not what the loaders leave; and the way around the boot unit.
std::vector<Row> end_rows(const Status& status) {
  std::vector<Row> rows;
  const sysctl::Loaders& loaders = status.deciding.empty() ? status.asked : status.deciding;
  const Values left =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return status.boot[loader].value; });
  const Values end =
      sysctl::for_each_loader(loaders, [&](sysctl::Loader loader) { return status.boot[loader].final_value; });
  if (end != left) {
    rows.push_back({"next boot, in the end", show_values(loaders, end), ""});
  }
  if (!status.maintenance) {
    return rows;
  }
  const std::string& argument = status.maintenance->argument;
  const bool now = status.maintenance->now;
  const Values& value = status.maintenance->value;
  const auto differs = [&](sysctl::Loader loader) { return value[loader] != end[loader]; };
  if (now || std::ranges::any_of(loaders, differs)) {
    rows.push_back({"maintenance boot", show_values(loaders, value),
                    "with '" + argument + "' on the kernel command line" + (now ? ", as now" : "")});
  }
  return rows;
}

std::string show_hints(const Status& status) {
  std::string text;
  for (const Hint& hint : status.hints) {
    text += "hint: " + place(hint.file, hint.line) + ": " + printable(hint.hint) + ": " + printable(hint.text) + "\n";
  }
  return text;
}

/// What raising the running kernel's scope to the wanted one meets.
std::string show_impact(const Status& status) {
  if (!status.tracers || !status.verdict) {
    return {};
  }
  std::string text;
  for (const kernel::Traced& traced : status.tracers->traced) {
    text += "traced now: " + describe(traced) + "\n";
  }
  const std::string lost = uses_lost(status.runtime.value.value_or(Scope::kClassic), status.verdict->scope);
  return lost.empty() ? text : text + "scope " + to_string(status.verdict->scope) + " would end" + lost + "\n";
}

std::string show_status(const Status& status) {
  std::vector<Row> rows;
  if (!status.image) {
    rows.push_back({"running kernel", show_value(status.runtime.value), printable(status.runtime.why_not)});
  }
  if (status.asked.empty()) {
    rows.push_back({"next boot", "?", "no loader is known to run"});
  }
  for (const sysctl::Loader loader : status.asked) {
    rows.push_back(boot_row(loader, status.boot[loader]));
  }
  for (const Stage& stage : status.stages) {
    if (stage.value && (stage.active || stage.kind == StageKind::kBootUnit)) {
      rows.push_back({std::string{word_for(stage.kind)} + (stage.active ? "" : " (inactive)"), show_value(stage.value),
                      place(stage.file, stage.line)});
    }
  }
  const auto ends = end_rows(status);
  rows.insert(rows.end(), ends.begin(), ends.end());
  std::string text = table(rows);
  if (status.verdict) {
    const bool applies = status.verdict->not_applicable.empty();
    text += !applies                      ? "not applicable: scope "
            : status.verdict->compliant() ? "compliant with scope "
            : status.verdict->faulty()    ? "NOT compliant with scope "
                                          : "NOT KNOWN to be compliant with scope ";
    text += to_string(status.verdict->scope) + (status.verdict->minimum ? " or stricter" : "");
    text += status.verdict->compliant() && !status.verdict->doubts.empty() ? ", with doubts\n" : "\n";
    for (const std::string& reason : reasons_of(*status.verdict)) {
      text += "  - " + printable(reason) + "\n";
    }
    for (const std::string& doubt : status.verdict->doubts) {
      text += "  ? " + printable(doubt) + "\n";
    }
  }
  return text + show_hints(status) + show_impact(status);
}

std::string upper(std::string_view word) {
  std::string text{word};
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string show_definitions(const Status& status) {
  if (status.definitions.empty()) {
    return "no definition of kernel.yama.ptrace_scope in any loader's files\n";
  }
  Row head = {"FILE:LINE"};
  for (const sysctl::Loader loader : status.asked) {
    head.push_back(upper(word_for(loader)));
  }
  head.insert(head.end(), {"KIND", "LINE"});
  std::vector<Row> rows = {std::move(head)};
  for (const FoundDefinition& found : status.definitions) {
    Row row = {place(found.file, found.line)};
    std::ranges::transform(status.asked, std::back_inserter(row),
                           [&found](sysctl::Loader loader) { return std::string{word_for(found.fate[loader])}; });
    row.insert(row.end(), {std::string{word_for(found.kind)}, printable(found.text)});
    rows.push_back(std::move(row));
  }
  return table(rows);
}

std::string show_run(const Order& order, const Report& report) {
  std::string text;
  if (order.request.diff) {
    text += show_diff(report.diff);
  }
  for (const std::string& action : report.actions) {
    text += (order.request.check ? "would have " : "") + printable(action) + "\n";
  }
  for (const std::string& file : report.backup_files) {
    text += "backup: " + printable(file) + "\n";
  }
  for (const std::string& warning : report.warnings) {
    text += "note: " + printable(warning) + "\n";
  }
  if (report.reboot_required) {
    text += "a reboot is required\n";
  }
  return text + printable(report.msg) + "\n";
}

std::string show_probe(const Probed& probe) {
  const kernel::ProbeAnswers& answers = probe.answers;
  std::string text = table({{"PTRACE_TRACEME with CAP_SYS_PTRACE", std::string{word_for(answers.traceme_privileged)}},
                            {"PTRACE_TRACEME", std::string{word_for(answers.traceme)}},
                            {"PTRACE_SEIZE of a sibling", std::string{word_for(answers.sibling)}},
                            {"PTRACE_SEIZE of a consenting sibling", std::string{word_for(answers.consenting)}}});
  text += (probe.value ? "the kernel says " + to_string(*probe.value) : "the kernel shows no value") + "; " +
          printable(probe.verdict.text) + "\n";
  if (agrees(probe) == std::optional{false}) {
    text += "NOT as the kernel says: " + contradiction_of(probe) + "\n";
  }
  return text;
}

/// Whether the behaviour is known, as the kernel says, and as wanted. Without privilege 2 and 3 look alike.
bool is_proven(const Probed& probe, std::optional<Scope> wanted) {
  const bool wanted_too =
      !wanted || (probe.verdict.two_or_three ? *wanted >= Scope::kAdminOnly : probe.verdict.scope == wanted);
  return agrees(probe).value_or(probe.verdict.scope.has_value()) && wanted_too;
}

}  // namespace

std::string show(const Order& order, const Report& report) {
  const Verb verb = order.request.verb;
  if (report.vector) {
    return protocol::vector_text(*report.vector) + "\n";
  }
  if (order.json && verb == Verb::kExplain && report.before) {
    return protocol::explanation_json(report) + "\n";
  }
  if (order.json) {
    const bool status = order.request.only_looks() && report.before;
    return (status ? protocol::status_json(*report.before, report.probe) : protocol::report_json(report)) + "\n";
  }
  std::string probe = report.probe ? show_probe(*report.probe) : std::string{};
  if (!order.request.only_looks() || !report.before) {
    return probe + show_run(order, report);
  }
  switch (verb) {
    case Verb::kProbe:
      return probe;
    case Verb::kExplain:
      return explain(report, Palette::for_output(STDOUT_FILENO)) + probe;
    case Verb::kFind:
      return show_definitions(*report.before) + show_hints(*report.before) + probe;
    default:
      return show_status(*report.before) + probe;
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
  if (order.request.verb == Verb::kExplain && report.fix && report.fix->is_known && !report.fix->faults.empty()) {
    return 1;
  }
  if (!order.request.only_looks() || !report.before || !report.before->verdict) {
    return 0;
  }
  const Verdict& verdict = *report.before->verdict;
  if (!verdict.not_applicable.empty()) {
    return kNotApplicable;
  }
  return verdict.faulty() ? 1 : verdict.unknown.empty() ? 0 : kUnknown;
}

}  // namespace yama::cli
