// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/next_step.h"

#include <algorithm>

#include "base/scope.h"
#include "cli/fit.h"
#include "cli/judgement.h"
#include "plan/unit_remedy.h"
#include "status/words.h"

namespace yama::cli {
namespace {

/// `explain` about the same: the same folder, judged by the same.
std::string explaining(const Request& request) {
  std::string text = "yama-ptrace explain";
  text += request.scope ? " --scope " + to_string(*request.scope) : "";
  text += request.minimum ? " --minimum" : "";
  text += request.other_writers == OtherWriters::kSkip ? " --other-writers skip" : "";
  for (const LoaderOverride& each : request.loaders) {
    text += " --loader " + std::string{word_for(each.loader)} + "=" + each.version;
  }
  return text + root_option(request);
}

std::string step_text(const Fix::Step& step, const View& view) {
  return step.is_command ? command_text(step.text, view) : one_line(step.text);
}

/// What to do; empty where it takes more than one line.
std::string in_one_line(const Fix& fix, const View& view) {
  const auto& steps = fix.steps;
  if (!fix.verdict.not_applicable.empty()) {
    return "nothing to do here";
  }
  if (steps.size() == 1) {
    return "fix: " + step_text(steps.front(), view);
  }
  if (steps.size() == 2 && steps.front().is_command && steps.back().text == "reboot") {
    return "fix: " + step_text(steps.front(), view) + ", then reboot";
  }
  if (steps.empty() && fix.faults.empty()) {
    return fix.doubts.empty() ? "nothing to do" : "look at each doubt";
  }
  return {};
}

std::string in_lines(const Fix& fix, const View& view) {
  if (fix.steps.empty()) {
    return fix.why_not.empty() ? "" : view.sentence("  no fix from here: ", one_line(fix.why_not));
  }
  std::string text = "  fix, in this order:\n";
  std::size_t number = 0;
  for (const Fix::Step& step : fix.steps) {
    const std::string before = "    " + std::to_string(++number) + ". ";
    text += step.is_command ? before + view.palette.paint(Style::kTitle, step_text(step, view)) + "\n"
                            : view.sentence(before, step_text(step, view));
  }
  return text;
}

}  // namespace

std::string next_step(const Fix& fix, const Request& request, const View& view) {
  constexpr std::string_view kGap = "      ";
  const std::string why = (fix.faults.empty() ? "how: " : "why: ") + explaining(request);
  const std::string what = in_one_line(fix, view);
  if (what.empty()) {
    return in_lines(fix, view) + "  " + why + "\n";
  }
  const bool fits = width_of(what) + kGap.size() + width_of(why) <= view.left_behind(2);
  return "  " + view.palette.paint(Style::kTitle, what) + (fits ? std::string{kGap} : "\n  ") + why + "\n";
}

}  // namespace yama::cli
