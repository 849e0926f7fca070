// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_audit.h"

#include <string>

#include "base/utc.h"
#include "base/version.h"
#include "protocol/json_values.h"
#include "status/words.h"

namespace yama::protocol {
namespace {

namespace json = boost::json;

constexpr int kSchema = 1;

std::string_view word_for(judge::Answer answer) {
  switch (answer) {
    case judge::Answer::kPass:
      return "pass";
    case judge::Answer::kFinding:
      return "finding";
    case judge::Answer::kNotApplicable:
      return "not_applicable";
    case judge::Answer::kError:
      return "error";
  }
  return {};
}

json::object system_object(const Audit& audit) {
  return {{"name", text_or_null(audit.system.name)},       {"id", text_or_null(audit.system.id)},
          {"version", text_or_null(audit.system.version)}, {"kernel", text_or_null(audit.system.kernel)},
          {"machine", text_or_null(audit.system.machine)}, {"init", text_or_null(audit.init)}};
}

json::value mend_or_null(const std::optional<Audit::Mend>& mend) {
  return mend ? json::value(json::object{
                    {"command", text_or_null(mend->command)}, {"text", text(mend->text)}, {"reboot", mend->reboot}})
              : json::value(nullptr);
}

json::array next_boot_array(const Status& status) {
  json::array array;
  for (const sysctl::Loader loader : status.asked) {
    const BootValue& boot = status.boot[loader];
    array.push_back(json::object{{"loader", yama::word_for(loader)},
                                 {"version", text_or_null(boot.version)},
                                 {"at_boot", at_boot_or_null(boot.start)},
                                 {"value", scope_or_null(boot.value_without_run)},
                                 {"final", scope_or_null(boot.final_without_run)},
                                 {"locks", boot.locks_without_run},
                                 {"file", text_or_null(boot.file_without_run)},
                                 {"line", line_or_null(boot.line_without_run)}});
  }
  return array;
}

json::array way_array(const std::vector<WayStep>& way) {
  json::array array;
  for (const WayStep& step : way) {
    array.push_back(json::object{{"what", text(step.what)},
                                 {"value", scope_or_null(step.value)},
                                 {"file", text_or_null(step.file)},
                                 {"line", line_or_null(step.line)},
                                 {"text", text_or_null(step.text)},
                                 {"remark", text(step.remark)},
                                 {"effect", step.effect},
                                 {"loader", step.loader ? json::value(yama::word_for(*step.loader)) : nullptr}});
  }
  return array;
}

json::array judge_array(const std::vector<HeldJudgement>& judges) {
  json::array array;
  for (const HeldJudgement& held : judges) {
    const judge::Judgement& judgement = held.judgement;
    array.push_back(json::object{{"id", judgement.id},
                                 {"name", judgement.name},
                                 {"controls", texts(judgement.controls)},
                                 {"applies", judgement.applies},
                                 {"answer", word_for(judgement.answer)},
                                 {"agrees", held.agrees ? json::value(*held.agrees) : json::value(nullptr)},
                                 {"why", text(judgement.why)},
                                 {"misses", text_or_null(held.misses)},
                                 {"file", text_or_null(judgement.file)},
                                 {"line", line_or_null(judgement.line)},
                                 {"to_do", text_or_null(held.to_do)}});
  }
  return array;
}

}  // namespace

json::object audit_object(const Audit& audit, const Status& status) {
  const Verdict& verdict = *status.verdict;
  const json::value running =
      status.image
          ? json::value(nullptr)
          : json::value(json::object{{"yama", status.runtime.yama}, {"value", scope_or_null(status.runtime.value)}});
  return {{"schema", kSchema},
          {"time", utc_text(audit.time, 'T') + "Z"},
          {"program", json::object{{"version", version()}}},
          {"system", system_object(audit)},
          {"wanted", json::object{{"scope", number_of(verdict.scope)}, {"minimum", verdict.minimum}}},
          {"state", yama::word_for(audit.state)},
          {"summary", text(audit.summary)},
          {"reasons", texts(audit.reasons)},
          {"doubts", texts(audit.doubts)},
          {"mend", mend_or_null(audit.mend)},
          {"running", running},
          {"next_boot", next_boot_array(status)},
          {"way", way_array(audit.way)},
          {"judges", judge_array(audit.judges)}};
}

}  // namespace yama::protocol
