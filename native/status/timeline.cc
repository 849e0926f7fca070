// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/timeline.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/scope.h"
#include "base/text.h"
#include "status/forecast.h"
#include "status/words.h"

namespace yama {
namespace {

using sysctl::Definition;
using sysctl::Fate;
using sysctl::Loader;

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
  step.value = definition.value;
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
  step.value = stage.value;
  step.certain = stage.certain;
  step.remark =
      (stage.certain || !stage.active || stage.time == StageTime::kInstead ? "" : "may set it: ") + stage.note;
  if (step.remark.ends_with(',')) {  // of a note that goes on in a sentence
    step.remark.pop_back();
  }
  if (!stage.skip_word.empty()) {
    step.remark += ", unless '" + stage.skip_word + "' is on the kernel command line";
  }
  return step;
}

/// A line that the loader does not read under this name, but that is shown elsewhere: where ufw loads it, or where
/// the loader reads it through a link.
bool is_shown_elsewhere(const Status& status, const std::vector<Definition>& trace, const Definition& definition) {
  if (definition.fate != Fate::kUnread) {
    return false;
  }
  const bool by_ufw = std::any_of(status.stages.begin(), status.stages.end(), [&](const Stage& stage) {
    return stage.kind == StageKind::kUfw && stage.file == definition.file;
  });
  return by_ufw || std::ranges::any_of(trace, [&](const Definition& other) {
           return other.file == definition.file && other.offset == definition.offset && other.fate != Fate::kUnread;
         });
}

/// What there is to say of the loader's service; when it does not run, of nothing else.
void add_service(const Status& status, Loader loader, LoaderSteps& shown) {
  const bool started = status.boot[loader].start == InstalledLoader::Start::kAtBoot;
  for (const Stage& stage : status.stages) {
    const bool is_here = stage.loader == loader || (is_about_init(stage) && !started);
    if (acts(stage, StageTime::kInstead) && is_here) {
      Step step = step_of(stage);
      step.remark = (stage.certain ? "does not run: " : "may not run as usual: ") + step.remark;
      shown.runs = shown.runs && !stage.certain;
      shown.steps.push_back(std::move(step));
    }
  }
}

LoaderSteps steps_of(const Status& status, Loader loader) {
  const BootValue& boot = status.boot[loader];
  LoaderSteps shown;
  shown.leaves = boot.value_without_run;
  shown.ends_with = boot.final_without_run;
  add_service(status, loader, shown);
  for (const Definition& definition : boot.trace) {
    if (shown.runs && !sysctl::is_gone_at_boot(definition.entry) &&
        !is_shown_elsewhere(status, boot.trace, definition)) {
      shown.steps.push_back(step_of(status, definition));
    }
  }
  return shown;
}

/// Stages before the loaders: each writes unless the kernel is locked already.
std::vector<Step> steps_before(const Status& status) {
  std::vector<Step> steps;
  std::optional<Scope> value;
  std::optional<std::size_t> last;
  for (const Stage& stage : status.stages) {
    const bool instead = acts(stage, StageTime::kInstead) && !stage.loader && !is_about_init(stage);
    const bool counts = acts(stage, StageTime::kBefore) || instead;
    if (!counts) {
      continue;
    }
    Step step = step_of(stage);
    if (const auto written = written_by(stage, value)) {
      step.writes = value = written;
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
void say_who_overwrites(const Status& status, std::vector<Step>& before,
                        const sysctl::PerLoader<LoaderSteps>& loaders) {
  const auto last = std::find_if(before.rbegin(), before.rend(), [](const Step& s) { return s.fate == Fate::kWins; });
  if (last == before.rend() || last->writes == Scope::kNoAttach) {
    return;
  }
  const auto overwrite = sysctl::for_each_loader(status.asked, [&loaders](Loader loader) {
    return std::ranges::any_of(loaders[loader].steps, [](const Step& step) { return step.writes.has_value(); });
  });
  if (const std::string names = names_of(status.asked, overwrite); !names.empty()) {
    last->fate = sysctl::common_value(status.asked, overwrite) ? Fate::kOverridden : Fate::kWins;
    last->remark += "; overwritten by " + names;
  }
}

/// What acts in no known order is shown after the loaders, and takes nothing from them.
Step step_beside(const Stage& stage) {
  Step step = step_of(stage);
  if (stage.certain && stage.value) {
    step.remark = sets(*stage.value) + " before or after the loaders, in an unknown order: " + step.remark;
  }
  return step;
}

std::vector<Step> steps_after(const Status& status, const sysctl::PerLoader<LoaderSteps>& loaders) {
  std::vector<Step> steps;
  auto value = sysctl::for_each_loader(status.asked, [&loaders](Loader loader) { return loaders[loader].leaves; });
  std::optional<std::size_t> last;
  for (const Stage& stage : status.stages) {
    if (acts(stage, StageTime::kBeside)) {
      steps.push_back(step_beside(stage));
    }
    if (!acts(stage, StageTime::kAfter)) {
      continue;
    }
    Step step = step_of(stage);
    if (stage.certain && stage.value) {
      sysctl::PerLoader<bool> locked{};
      bool writes = false;
      for (const Loader loader : status.asked) {
        const auto written = written_by(stage, value[loader]);
        locked[loader] = value[loader] == Scope::kNoAttach;
        writes = writes || written;
        value[loader] = written ? written : value[loader];
      }
      const std::string refused = stage.value == Scope::kNoAttach ? std::string{} : names_of(status.asked, locked);
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

/// "now wins for systemd, unread for procps", of a line that the reboot takes away.
std::string fates_now(const Status& status, const FoundDefinition& found) {
  if (const auto fate = sysctl::common_value(status.asked, found.fate)) {
    return "now " + std::string{word_for(*fate)};
  }
  std::vector<std::string> fates;
  fates.reserve(status.asked.size());
  for (const Loader loader : status.asked) {
    fates.push_back(std::string{word_for(found.fate[loader])} + " for " + std::string{word_for(loader)});
  }
  return "now " + join(fates, ", ");
}

std::vector<Step> steps_gone(const Status& status) {
  std::vector<Step> steps;
  for (const FoundDefinition& found : status.definitions) {
    if (sysctl::is_gone_at_boot(found.entry)) {
      steps.push_back({.file = found.entry,
                       .line = found.line,
                       .text = found.text,
                       .value = found.value,
                       .fate = *std::ranges::min_element(found.fate),
                       .remark = fates_now(status, found)});
    }
  }
  return steps;
}

}  // namespace

Timeline timeline_of(const Status& status) {
  Timeline timeline;
  timeline.before = steps_before(status);
  timeline.loaders =
      sysctl::for_each_loader(status.asked, [&status](Loader loader) { return steps_of(status, loader); });
  say_who_overwrites(status, timeline.before, timeline.loaders);
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
