// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show.h"

#include <unistd.h>

#include "base/scope.h"
#include "base/text.h"
#include "cli/explain.h"
#include "cli/show_diff.h"
#include "cli/table.h"
#include "plan/impact.h"
#include "protocol/write_json.h"
#include "status/words.h"

namespace yama::cli {
namespace {

std::string show_value(std::optional<Scope> value) { return value ? to_string(*value) : std::string{"-"}; }

std::string place(const std::string& file, std::size_t line) {
  return file.empty() ? std::string{"no file sets it"} : printable(file) + ":" + std::to_string(line);
}

std::string loader_name(sysctl::Loader loader, const BootValue& boot) {
  std::string name = "next boot, " + std::string{word_for(loader)};
  if (!boot.version.empty()) {
    name += " " + printable(boot.version);
  } else {
    name += boot.installed ? " (version unknown)" : " (not installed)";
  }
  return name;
}

Row boot_row(sysctl::Loader loader, const BootValue& boot) {
  std::string remark = place(boot.file, boot.line);
  if (boot.value != boot.value_without_run) {
    remark += "; " + show_value(boot.value_without_run) + " once /run is empty";
  }
  if (boot.locks) {
    remark += "; locks at 3";
  }
  return {loader_name(loader, boot), show_value(boot.value), remark};
}

/// One value, or both when the loaders leave different ones.
std::string show_values(std::optional<Scope> systemd, std::optional<Scope> procps) {
  return systemd == procps ? show_value(systemd) : show_value(systemd) + " or " + show_value(procps);
}

/// What the boot comes to in the end, where that is not what the loaders leave; and the way around the boot unit.
std::vector<Row> end_rows(const Status& status) {
  std::vector<Row> rows;
  const auto& [systemd, procps] = status.boot;
  if (systemd.final_value != systemd.value || procps.final_value != procps.value) {
    rows.push_back({"next boot, in the end", show_values(systemd.final_value, procps.final_value), ""});
  }
  if (!status.maintenance) {
    return rows;
  }
  const auto& [argument, now, value] = *status.maintenance;
  if (now || value[0] != systemd.final_value || value[1] != procps.final_value) {
    rows.push_back({"maintenance boot", show_values(value[0], value[1]),
                    "with '" + argument + "' on the kernel command line" + (now ? ", as now" : "")});
  }
  return rows;
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
  return lost.empty() ? text : text + "scope " + to_string(status.verdict->scope) + " would end: " + lost + "\n";
}

std::string show_status(const Status& status) {
  std::vector<Row> rows;
  if (!status.image) {
    rows.push_back({"running kernel", show_value(status.runtime.value), printable(status.runtime.why_not)});
  }
  rows.push_back(boot_row(sysctl::Loader::kSystemd, status.boot[0]));
  rows.push_back(boot_row(sysctl::Loader::kProcps, status.boot[1]));
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
    text += status.verdict->compliant() ? "compliant with scope " : "NOT compliant with scope ";
    text += to_string(status.verdict->scope) + (status.verdict->minimum ? " or stricter\n" : "\n");
    for (const std::string& reason : reasons_of(*status.verdict)) {
      text += "  - " + printable(reason) + "\n";
    }
    for (const std::string& doubt : status.verdict->doubts) {
      text += "  ? " + printable(doubt) + "\n";
    }
  }
  return text + show_impact(status);
}

std::string show_definitions(const Status& status) {
  if (status.definitions.empty()) {
    return "no definition of kernel.yama.ptrace_scope in any loader's files\n";
  }
  std::vector<Row> rows = {{"FILE:LINE", "SYSTEMD", "PROCPS", "KIND", "LINE"}};
  for (const FoundDefinition& found : status.definitions) {
    rows.push_back({place(found.file, found.line), std::string{word_for(found.fate[0])},
                    std::string{word_for(found.fate[1])}, std::string{word_for(found.kind)}, printable(found.text)});
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

bool only_looks(Verb verb) { return verb != Verb::kEnsure && verb != Verb::kRestore; }

/// Whether the behaviour is known, as the kernel says, and as wanted. Without privilege 2 and 3 look alike.
bool is_proven(const Probed& probe, std::optional<Scope> wanted) {
  const bool wanted_too =
      !wanted || (probe.verdict.two_or_three ? *wanted >= Scope::kAdminOnly : probe.verdict.scope == wanted);
  return agrees(probe).value_or(probe.verdict.scope.has_value()) && wanted_too;
}

}  // namespace

std::string show(const Order& order, const Report& report) {
  const Verb verb = order.request.verb;
  if (order.json && verb == Verb::kExplain && report.before) {
    return protocol::explanation_json(report) + "\n";
  }
  if (order.json) {
    const bool status = only_looks(verb) && report.before;
    return (status ? protocol::status_json(*report.before, report.probe) : protocol::report_json(report)) + "\n";
  }
  std::string probe = report.probe ? show_probe(*report.probe) : std::string{};
  if (!only_looks(verb) || !report.before) {
    return probe + show_run(order, report);
  }
  switch (verb) {
    case Verb::kProbe:
      return probe;
    case Verb::kExplain:
      return explain(report, Palette::for_output(STDOUT_FILENO)) + probe;
    case Verb::kFind:
      return show_definitions(*report.before) + probe;
    default:
      return show_status(*report.before) + probe;
  }
}

int exit_status(const Order& order, const Report& report) {
  if (report.failed) {
    return 1;
  }
  if (order.request.verb == Verb::kProbe) {
    return report.probe && is_proven(*report.probe, order.request.scope) ? 0 : 1;
  }
  const bool judged = only_looks(order.request.verb) && report.before && report.before->verdict;
  return judged && !report.before->verdict->compliant() ? 1 : 0;
}

}  // namespace yama::cli
