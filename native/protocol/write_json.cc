// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_json.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/scope.h"
#include "base/text.h"
#include "plan/impact.h"
#include "protocol/json_values.h"
#include "protocol/write_audit.h"
#include "protocol/write_explanation.h"
#include "status/words.h"

namespace yama::protocol {
namespace {

namespace json = boost::json;

json::object runtime_object(const Status& status) {
  json::object object{{"yama", status.runtime.yama},
                      {"value", scope_or_null(status.runtime.value)},
                      {"writable", status.runtime.writable}};
  if (!status.runtime.why_not.empty()) {
    object["why_not"] = text(status.runtime.why_not);
  }
  return object;
}

json::object boot_object(const BootValue& boot) {
  json::object object{
      {"version", text_or_null(boot.version)},    {"installed", boot.installed}, {"value", scope_or_null(boot.value)},
      {"final", scope_or_null(boot.final_value)}, {"locks", boot.locks},         {"file", text_or_null(boot.file)},
      {"line", line_or_null(boot.line)}};
  if (boot.value != boot.value_without_run || boot.locks != boot.locks_without_run) {
    object["without_run"] =
        json::object{{"value", scope_or_null(boot.value_without_run)}, {"locks", boot.locks_without_run}};
  }
  if (!boot.disagreements.empty()) {
    object["disagreements"] = texts(boot.disagreements);
  }
  if (!boot.notes.empty()) {
    object["notes"] = texts(boot.notes);
  }
  object["at_boot"] = at_boot_or_null(boot.start);
  if (!boot.started_by.empty()) {
    object["started_by"] = text(boot.started_by);
  }
  return object;
}

json::object definition_object(const FoundDefinition& found, const sysctl::Loaders& shown) {
  json::object object{{"file", text(found.file)},
                      {"line", found.line},
                      {"text", text(found.text)},
                      {"kind", word_for(found.kind)},
                      {"value", scope_or_null(found.value)}};
  for (const sysctl::Loader loader : shown) {
    object[word_for(loader)] = word_for(found.fate[loader]);
  }
  if (found.entry != found.file) {
    object["entry"] = text(found.entry);
  }
  return object;
}

json::object stage_object(const Stage& stage) {
  json::object object{
      {"stage", word_for(stage.kind)},    {"when", word_for(stage.time)}, {"file", text_or_null(stage.file)},
      {"line", line_or_null(stage.line)}, {"text", text(stage.text)},     {"value", scope_or_null(stage.value)},
      {"active", stage.active},           {"certain", stage.certain},     {"note", text(stage.note)}};
  if (!stage.skip_word.empty()) {
    object["unless"] = text(stage.skip_word);
  }
  return object;
}

json::array hint_array(const std::vector<Hint>& hints) {
  json::array array;
  for (const Hint& hint : hints) {
    array.push_back(json::object{{"file", text(hint.file)},
                                 {"line", line_or_null(hint.line)},
                                 {"text", text(hint.text)},
                                 {"hint", text(hint.hint)}});
  }
  return array;
}

json::object impact_object(const kernel::Tracers& tracers) {
  json::array traced;
  for (const kernel::Traced& one : tracers.traced) {
    traced.push_back(json::object{{"process", one.process},
                                  {"task", one.task},
                                  {"name", text(one.name)},
                                  {"tracer", one.tracer},
                                  {"tracer_name", text_or_null(one.tracer_name)},
                                  {"tracer_exe", text_or_null(one.tracer_exe)}});
  }
  json::array uses;
  for (const Use& use : known_uses()) {
    uses.push_back(json::object{
        {"what", use.what}, {"root", number_of(use.root)}, {"user", use.user ? number_of(*use.user) : -1}});
  }
  return {{"traced", std::move(traced)},
          {"tasks", tracers.tasks},
          {"unreadable", tracers.unreadable},
          {"highest_scope", std::move(uses)}};
}

json::object maintenance_object(const Maintenance& maintenance, const sysctl::Loaders& shown) {
  json::object object{{"argument", text(maintenance.argument)}, {"now", maintenance.now}};
  for (const sysctl::Loader loader : shown) {
    object[word_for(loader)] = scope_or_null(maintenance.value[loader]);
  }
  return object;
}

json::object verdict_object(const Verdict& verdict) {
  json::object object{{"scope", number_of(verdict.scope)},
                      {"minimum", verdict.minimum},
                      {"compliant", verdict.compliant()},
                      {"status", word_for_result(verdict)},
                      {"reasons", texts(reasons_of(verdict))}};
  if (!verdict.doubts.empty()) {
    object["doubts"] = texts(verdict.doubts);
  }
  return object;
}

/// systemd and procps always, so that whoever reads results finds them; busybox where it was asked.
sysctl::Loaders shown_loaders(const Status& status) {
  sysctl::Loaders shown{sysctl::kLoaders.begin(), sysctl::kLoaders.end()};
  std::erase_if(shown, [&status](sysctl::Loader loader) {
    return loader == sysctl::Loader::kBusybox && std::ranges::find(status.asked, loader) == status.asked.end();
  });
  return shown;
}

json::object status_object(const Status& status) {
  const sysctl::Loaders shown = shown_loaders(status);
  json::array definitions;
  for (const FoundDefinition& found : status.definitions) {
    definitions.push_back(definition_object(found, shown));
  }
  json::array stages;
  for (const Stage& stage : status.stages) {
    stages.push_back(stage_object(stage));
  }
  json::object boot;
  for (const sysctl::Loader loader : shown) {
    boot[word_for(loader)] = boot_object(status.boot[loader]);
  }
  json::object object{{"runtime", runtime_object(status)},
                      {"boot", std::move(boot)},
                      {"definitions", std::move(definitions)},
                      {"stages", std::move(stages)}};
  if (!status.hints.empty()) {
    object["hints"] = hint_array(status.hints);
  }
  if (status.tracers) {
    object["impact"] = impact_object(*status.tracers);
  }
  if (status.maintenance) {
    object["maintenance"] = maintenance_object(*status.maintenance, shown);
  }
  if (status.verdict) {
    object["verdict"] = verdict_object(*status.verdict);
  }
  return object;
}

json::value status_or_null(const std::optional<Status>& status) {
  return status ? json::value(status_object(*status)) : json::value(nullptr);
}

/// What is left of a status object in the result of a failed task, which Ansible prints in one line.
json::value short_status_or_null(const std::optional<Status>& status) {
  if (!status) {
    return nullptr;
  }
  json::object object{{"runtime", runtime_object(*status)}};
  if (status->verdict) {
    object["verdict"] = verdict_object(*status->verdict);
  }
  return object;
}

json::array diff_array(const std::vector<Diff>& diffs) {
  json::array array;
  for (const Diff& diff : diffs) {
    array.push_back(json::object{{"before_header", text(diff.before_header)},
                                 {"before", text(diff.before)},
                                 {"after_header", text(diff.after_header)},
                                 {"after", text(diff.after)}});
  }
  return array;
}

struct ToJson {
  json::value operator()(std::monostate) const { return nullptr; }
  json::value operator()(bool value) const { return value; }
  json::value operator()(std::int64_t value) const { return value; }
  json::value operator()(double value) const { return value; }
  json::value operator()(const std::string& value) const { return text(value); }
  json::value operator()(const std::vector<std::string>& value) const { return texts(value); }
};

void add_audit(json::object& object, const Report& report) {
  if (report.audit && report.before) {
    object["audit"] = audit_object(*report.audit, *report.before);
  }
}

void add_probe(json::object& object, const std::optional<Probed>& probe) {
  if (!probe) {
    return;
  }
  const auto agreement = agrees(*probe);
  const kernel::ProbeAnswers& answers = probe->answers;
  object["probe"] = json::object{{"scope", scope_or_null(probe->verdict.scope)},
                                 {"text", text(probe->verdict.text)},
                                 {"agrees", agreement ? json::value(*agreement) : json::value(nullptr)},
                                 {"observations",
                                  {{"traceme_privileged", word_for(answers.traceme_privileged)},
                                   {"traceme", word_for(answers.traceme)},
                                   {"sibling", word_for(answers.sibling)},
                                   {"consenting_sibling", word_for(answers.consenting)}}}};
}

void add_invocation(json::object& object, const Arguments* arguments) {
  if (arguments == nullptr || !arguments->wants_invocation) {
    return;
  }
  json::object options;
  for (const auto& [name, value] : arguments->options) {
    options[printable(name)] = std::visit(ToJson{}, value);
  }
  object["invocation"] = json::object{{"module_args", std::move(options)}};
}

}  // namespace

std::string status_json(const Report& report) {
  json::object object = status_object(*report.before);
  add_audit(object, report);
  add_probe(object, report.probe);
  return json::serialize(object);
}

std::string explanation_json(const Report& report) {
  json::object object = status_object(*report.before);
  add_probe(object, report.probe);
  add_explanation(object, report);
  return json::serialize(object);
}

std::string report_json(const Report& report, const Arguments* arguments) {
  const auto state = arguments != nullptr && report.failed ? short_status_or_null : status_or_null;
  json::object object{{"changed", report.changed},
                      {"failed", report.failed},
                      {"msg", text(report.msg)},
                      {"diff", diff_array(report.diff)},
                      {"actions", texts(report.actions)},
                      {"before", state(report.before)},
                      {"after", state(report.after)},
                      {"reboot_required", report.reboot_required},
                      {"warnings", texts(report.warnings)},
                      {"backup_files", texts(report.backup_files)}};
  add_probe(object, report.probe);
  add_invocation(object, arguments);
  return json::serialize(object);
}

std::string info_json(const Report& report, const Arguments* arguments) {
  json::object object = report.before ? status_object(*report.before) : json::object{};
  add_audit(object, report);
  object["changed"] = false;
  object["failed"] = report.failed;
  object["msg"] = text(report.msg);
  if (!report.warnings.empty()) {
    object["warnings"] = texts(report.warnings);
  }
  add_probe(object, report.probe);
  add_invocation(object, arguments);
  return json::serialize(object);
}

}  // namespace yama::protocol
