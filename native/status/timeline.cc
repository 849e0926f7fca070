// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/timeline.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/scope.h"
#include "status/after_loaders.h"
#include "status/boots.h"
#include "status/words.h"

namespace yama {
namespace {

using sysctl::Definition;
using sysctl::Fate;
using sysctl::Loader;

bool is_gone_at_boot(std::string_view path) { return path.starts_with("/run/"); }

std::string text_of(const Status& status, const Definition& definition) {
  const auto found = std::find_if(status.definitions.begin(), status.definitions.end(), [&](const FoundDefinition& d) {
    return d.file == definition.file && d.offset == definition.offset;
  });
  return found == status.definitions.end() ? std::string{} : found->text;
}

std::string lock_of(Scope value) {
  return value == Scope::kNoAttach ? ", which locks the kernel until it is rebooted" : "";
}

std::string sets(Scope value) { return "sets " + to_string(value) + lock_of(value); }

Step step_of(const Status& status, const Definition& definition) {
  Step step;
  step.file = definition.entry;
  step.line = definition.line;
  step.text = text_of(status, definition);
  step.fate = definition.fate;
  step.remark = definition.reason;
  if (definition.written && definition.value) {
    constexpr std::string_view kWritten = "written";  // how the reason begins of what did not stay
    const std::string_view reason = definition.reason;
    step.writes = definition.value;
    step.remark = sets(*definition.value).append(reason.starts_with(kWritten) ? reason.substr(kWritten.size()) : "");
  }
  if (definition.file != definition.entry) {
    step.remark += " (through a link to " + definition.file + ")";
  }
  return step;
}

Step step_of(const Stage& stage) {
  Step step;
  step.stage = stage.kind;
  step.file = stage.file;
  step.line = stage.line;
  step.text = stage.text;
  step.certain = stage.certain;
  step.remark =
      (stage.certain || !stage.active || stage.time == StageTime::kInstead ? "" : "may set it: ") + stage.note;
  if (!stage.unless.empty()) {
    step.remark += ", unless '" + stage.unless + "' is on the kernel command line";
  }
  return step;
}

bool acts(const Stage& stage, StageTime time) { return stage.active && stage.time == time; }

/// "both loaders", "systemd", ...; empty for none.
std::string names_of(std::array<bool, 2> loaders) {
  if (loaders[0] && loaders[1]) {
    return "both loaders";
  }
  return loaders[0]   ? std::string{word_for(Loader::kSystemd)}
         : loaders[1] ? std::string{word_for(Loader::kProcps)}
                      : std::string{};
}

/// A line that the loader does not read under this name, but that is told of elsewhere: where ufw loads it, or where
/// the loader reads it through a link.
bool is_told_elsewhere(const Status& status, const std::vector<Definition>& way, const Definition& definition) {
  if (definition.fate != Fate::kUnread) {
    return false;
  }
  const bool by_ufw = std::any_of(status.stages.begin(), status.stages.end(), [&](const Stage& stage) {
    return stage.kind == StageKind::kUfw && stage.file == definition.file;
  });
  return by_ufw || std::any_of(way.begin(), way.end(), [&](const Definition& other) {
           return other.file == definition.file && other.offset == definition.offset && other.fate != Fate::kUnread;
         });
}

/// What there is to say of systemd-sysctl's service; when it does not run, of nothing else.
void add_service(const Status& status, LoaderWay& way) {
  for (const Stage& stage : status.stages) {
    if (stage.active && stage.kind == StageKind::kLoaderService) {
      Step step = step_of(stage);
      step.remark = (stage.certain ? "does not run: " : "may not run as usual: ") + step.remark;
      way.runs = way.runs && !stage.certain;
      way.steps.push_back(std::move(step));
    }
  }
}

LoaderWay way_of(const Status& status, Loader loader) {
  const BootValue& boot = status.boot.at(index_of(loader));
  LoaderWay way;
  way.leaves = boot.value_without_run;
  way.ends_with = value_after(status.stages, way.leaves);
  if (loader == Loader::kSystemd) {
    add_service(status, way);
  }
  for (const Definition& definition : boot.way) {
    if (way.runs && !is_gone_at_boot(definition.entry) && !is_told_elsewhere(status, boot.way, definition)) {
      way.steps.push_back(step_of(status, definition));
    }
  }
  return way;
}

/// Stages before the loaders: each writes unless the kernel is locked already.
std::vector<Step> steps_before(const Status& status) {
  std::vector<Step> steps;
  std::optional<Scope> value;
  std::optional<std::size_t> last;
  for (const Stage& stage : status.stages) {
    const bool counts = acts(stage, StageTime::kBefore) ||
                        (acts(stage, StageTime::kInstead) && stage.kind != StageKind::kLoaderService);
    if (!counts) {
      continue;
    }
    Step step = step_of(stage);
    if (stage.certain && stage.value && value != Scope::kNoAttach) {
      step.writes = value = stage.value;
      step.fate = Fate::kWins;
      step.remark = sets(*value) + ": " + stage.note;
      if (last) {
        steps[*last].fate = Fate::kOverridden;
      }
      last = steps.size();
    } else if (stage.certain && stage.value) {
      step.remark = "has no effect on a locked kernel: " + stage.note;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

/// Which loaders write a value of their own over one that was set before them.
void tell_who_overwrites(std::vector<Step>& before, const std::array<LoaderWay, 2>& loaders) {
  const auto last = std::find_if(before.rbegin(), before.rend(), [](const Step& s) { return s.fate == Fate::kWins; });
  if (last == before.rend() || last->writes == Scope::kNoAttach) {
    return;
  }
  std::array<bool, 2> overwrite{};
  for (std::size_t i = 0; i < loaders.size(); ++i) {
    overwrite.at(i) = std::any_of(loaders.at(i).steps.begin(), loaders.at(i).steps.end(),
                                  [](const Step& step) { return step.writes.has_value(); });
  }
  if (const std::string names = names_of(overwrite); !names.empty()) {
    last->fate = overwrite[0] && overwrite[1] ? Fate::kOverridden : Fate::kWins;
    last->remark += "; overwritten by " + names;
  }
}

std::vector<Step> steps_after(const Status& status, const std::array<LoaderWay, 2>& loaders) {
  std::vector<Step> steps;
  std::array<std::optional<Scope>, 2> value = {loaders[0].leaves, loaders[1].leaves};
  std::optional<std::size_t> last;
  for (const Stage& stage : status.stages) {
    if (!acts(stage, StageTime::kAfter)) {
      continue;
    }
    Step step = step_of(stage);
    if (stage.certain && stage.value) {
      const std::array<bool, 2> locked = {value[0] == Scope::kNoAttach, value[1] == Scope::kNoAttach};
      const bool writes = !locked[0] || !locked[1];
      for (std::size_t i = 0; i < value.size(); ++i) {
        value.at(i) = locked.at(i) ? value.at(i) : stage.value;
      }
      const std::string refused = stage.value == Scope::kNoAttach ? std::string{} : names_of(locked);
      step.remark = writes ? sets(*stage.value) + ": " + step.remark : step.remark;
      step.remark += refused.empty() ? "" : "; has no effect after " + refused + ", which locked the kernel";
      if (writes) {
        step.writes = stage.value;
        step.fate = Fate::kWins;
        if (last) {
          steps[*last].fate = Fate::kOverridden;
        }
        last = steps.size();
      }
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

/// "now: wins for systemd, unread for procps", of a line that the reboot takes away.
std::vector<Step> steps_gone(const Status& status) {
  std::vector<Step> steps;
  for (const FoundDefinition& found : status.definitions) {
    if (!is_gone_at_boot(found.entry)) {
      continue;
    }
    Step step{.file = found.entry, .line = found.line, .text = found.text, .fate = found.fate[0]};
    step.remark = "now " + std::string{word_for(found.fate[0])};
    if (found.fate[0] != found.fate[1]) {
      step.remark += " for systemd, " + std::string{word_for(found.fate[1])} + " for procps";
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

Timeline timeline_of(const Status& status) {
  Timeline timeline;
  timeline.before = steps_before(status);
  for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
    timeline.loaders.at(index_of(loader)) = way_of(status, loader);
  }
  tell_who_overwrites(timeline.before, timeline.loaders);
  timeline.after = steps_after(status, timeline.loaders);
  timeline.gone = steps_gone(status);
  for (const Stage& stage : status.stages) {
    if (!stage.active) {
      timeline.without_part.push_back(step_of(stage));
    }
  }
  return timeline;
}

}  // namespace yama
