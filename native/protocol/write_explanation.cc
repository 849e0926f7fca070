// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_explanation.h"

#include <boost/json.hpp>
#include <string_view>
#include <vector>

#include "protocol/json_values.h"
#include "status/timeline.h"
#include "status/words.h"

namespace yama::protocol {
namespace {

namespace json = boost::json;

json::object step_object(std::string_view when, const Step& step) {
  return {{"when", when},
          {"stage", step.stage ? json::value(word_for(*step.stage)) : json::value(nullptr)},
          {"file", text_or_null(step.file)},
          {"line", line_or_null(step.line)},
          {"text", text(step.text)},
          {"writes", scope_or_null(step.writes)},
          {"fate", word_for(step.fate)},
          {"certain", step.certain},
          {"remark", text(step.remark)}};
}

json::array timeline_array(const Timeline& timeline, const sysctl::Loaders& asked) {
  json::array array;
  const auto add = [&array](std::string_view when, const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      array.push_back(step_object(when, step));
    }
  };
  add("before", timeline.before);
  for (const sysctl::Loader loader : asked) {
    add(word_for(loader), timeline.loaders[loader].steps);
  }
  add("after", timeline.after);
  add("gone", timeline.gone);
  add("inactive", timeline.without_part);
  return array;
}

json::value fix_or_null(const std::optional<Fix>& fix) {
  if (!fix) {
    return nullptr;
  }
  json::array steps;
  for (const Fix::Step& step : fix->steps) {
    steps.push_back(json::object{{"command", step.is_command}, {"text", text(step.text)}});
  }
  return json::object{{"scope", number_of(fix->scope)}, {"wanted_by", text_or_null(fix->wanted_by)},
                      {"faults", texts(fix->faults)},   {"doubts", texts(fix->doubts)},
                      {"steps", std::move(steps)},      {"why_not", text_or_null(fix->why_not)}};
}

}  // namespace

void add_explanation(json::object& object, const Report& report) {
  object["timeline"] = timeline_array(timeline_of(*report.before), report.before->asked);
  object["fix"] = fix_or_null(report.fix);
}

}  // namespace yama::protocol
