// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/audit_way.h"

#include <algorithm>
#include <string>

#include "status/timeline.h"
#include "status/words.h"

namespace yama {
namespace {

std::string_view effect_of(const Step& step) {
  if (!step.certain) {
    return "perhaps";
  }
  if (step.writes == Scope::kNoAttach) {
    return "locks";
  }
  switch (step.fate) {
    case sysctl::Fate::kWins:
      return step.writes ? "sets" : "nothing";
    case sysctl::Fate::kOverridden:
      return "outranked";
    case sysctl::Fate::kShadowed:
      return "shadowed";
    case sysctl::Fate::kIgnored:
    case sysctl::Fate::kUnread:
      return "nothing";
  }
  return {};
}

std::string what_of(const Step& step) {
  if (!step.stage) {
    return "a line";
  }
  std::string words{word_for(*step.stage)};
  std::ranges::replace(words, '_', ' ');
  return words;
}

WayStep way_step(const Step& step, std::string_view effect, std::optional<sysctl::Loader> loader) {
  return {.what = what_of(step),
          .value = step.value,
          .file = step.file,
          .line = step.line,
          .text = step.text,
          .remark = step.remark,
          .effect = effect,
          .loader = loader};
}

void add(std::vector<WayStep>& way, const std::vector<Step>& steps, std::optional<sysctl::Loader> loader = {}) {
  for (const Step& step : steps) {
    way.push_back(way_step(step, effect_of(step), loader));
  }
}

void add_without_part(std::vector<WayStep>& way, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    way.push_back(way_step(step, "nothing", {}));
  }
}

}  // namespace

std::vector<WayStep> way_of(const Status& status) {
  const Timeline timeline = timeline_of(status);
  std::vector<WayStep> way{
      {.what = "the kernel's default", .remark = "0 in Debian's kernels, 1 in most others", .effect = "nothing"}};
  add(way, timeline.before);
  for (const sysctl::Loader loader : status.asked) {
    add(way, timeline.loaders[loader].steps, loader);
  }
  add(way, timeline.after);
  add_without_part(way, timeline.gone);
  add_without_part(way, timeline.without_part);
  return way;
}

}  // namespace yama
