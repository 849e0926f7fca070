// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/assess.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/scope.h"
#include "base/text.h"
#include "observe/boot_units.h"
#include "status/after_loaders.h"
#include "status/words.h"
#include "sysctl/relevant_part.h"

namespace yama {
namespace {

using sysctl::Definition;
using sysctl::Fate;
using sysctl::Loader;
using sysctl::Prediction;

/// What is in the kernel after the boot run.
std::optional<Scope> left_by(const Prediction& prediction, std::optional<Scope> before) {
  return prediction.value ? prediction.value : before;
}

/// "sets 0 (/etc/sysctl.d/50-a.conf:2)" or "leaves the kernel's default".
std::string describe(const Prediction& prediction, std::optional<Scope> before) {
  const auto value = left_by(prediction, before);
  if (!value) {
    return "leaves the kernel's default";
  }
  if (!prediction.winner) {
    return "leaves " + to_string(*value) + ", which was set before it ran";
  }
  const Definition& winner = prediction.definitions.at(*prediction.winner);
  return "sets " + to_string(*value) + " (" + place_text(winner.file, winner.line) + ")";
}

std::string place_of(const Stage& stage) {
  return stage.file.empty() ? std::string{} : " (" + place_text(stage.file, stage.line) + ")";
}

/// What keeps systemd-sysctl from running at all; null when nothing does.
const Stage* absence_of_systemd(const std::vector<Stage>& stages) {
  const auto found = std::find_if(stages.begin(), stages.end(), [](const Stage& stage) {
    return stage.active && stage.certain && stage.kind == StageKind::kLoaderService;
  });
  return found == stages.end() ? nullptr : &*found;
}

std::optional<std::string> fault_of_absence(const Stage& absence, const std::vector<Stage>& stages, const Goal& goal) {
  const bool right = goal.accepts(value_after(stages, value_before_loaders(stages)));
  return right ? std::nullopt : std::optional{absence.note + place_of(absence)};
}

/// Why what would make the value right does not act; none when there is no such thing.
std::optional<std::string> fault_of_skipping(const std::vector<Stage>& stages, const Goal& goal) {
  const auto found = std::find_if(stages.begin(), stages.end(), [&goal](const Stage& stage) {
    return !stage.skipped.empty() && goal.accepts(stage.value);
  });
  if (found == stages.end()) {
    return std::nullopt;
  }
  return found->note + (found->active ? " may be skipped" : " is skipped") + " at the next boot: '" + found->unless +
         "' is on its kernel command line (" + found->skipped + ")";
}

std::optional<std::string> fault_of(const BootRun& boot, const std::vector<Stage>& stages, const Goal& goal) {
  const Prediction& prediction = boot.prediction;
  const auto before = value_before_loaders(stages);
  const auto left = left_by(prediction, before);
  const std::string loader{word_for(boot.behaviour->loader)};
  const std::string when = boot.without_run ? " at the next boot, when /run is empty" : " at the next boot";
  if (before == Scope::kNoAttach && !goal.accepts(before)) {
    return std::nullopt;  // the stage that locked is to blame, not the loader
  }
  const Stage* absence = boot.behaviour->loader == Loader::kSystemd ? absence_of_systemd(stages) : nullptr;
  if (absence != nullptr) {
    return fault_of_absence(*absence, stages, goal);
  }
  if (prediction.locks && !goal.accepts(Scope::kNoAttach)) {
    return loader + " writes 3 on the way, which locks the kernel" + when;
  }
  if (const Stage* last = last_word(stages, left)) {
    return goal.accepts(last->value) ? std::nullopt
                                     : std::optional{last->note + " sets " + to_string(*last->value) +
                                                     " after the loaders" + place_of(*last) + " at the next boot"};
  }
  if (!goal.accepts(left)) {
    if (auto fault = fault_of_skipping(stages, goal)) {
      return fault;
    }
    return loader + " " + describe(prediction, before) + when;
  }
  if (prediction.uncertain) {
    return loader + " may not give " + to_string(*goal.scope) + when + ": " + join(prediction.notes);
  }
  return std::nullopt;
}

/// The boot that is shown: the newest behaviour of the loader, with the files as they are.
const BootRun* shown_boot(const std::vector<BootRun>& boots, Loader loader) {
  const BootRun* shown = nullptr;
  for (const BootRun& boot : boots) {
    if (boot.behaviour->loader == loader && !boot.without_run) {
      shown = &boot;
    }
  }
  return shown;
}

BootValue boot_value(const std::vector<BootRun>& boots, Loader loader, std::optional<Scope> before) {
  BootValue result;
  const BootRun* chosen = shown_boot(boots, loader);
  if (chosen == nullptr) {
    return result;
  }
  const Prediction& prediction = chosen->prediction;
  result.value = left_by(prediction, before);
  result.value_without_run = result.value;
  result.locks = prediction.locks || before == Scope::kNoAttach;
  result.locks_without_run = result.locks;
  result.way = prediction.definitions;
  result.notes = prediction.notes;
  result.uncertain = prediction.uncertain;
  if (prediction.winner) {
    const Definition& winner = prediction.definitions.at(*prediction.winner);
    result.file = winner.file;
    result.line = winner.line;
  }
  for (const BootRun& boot : boots) {
    if (boot.behaviour->loader != loader || &boot == chosen) {
      continue;
    }
    if (boot.without_run && boot.behaviour == chosen->behaviour) {
      result.value_without_run = left_by(boot.prediction, before);
      result.locks_without_run = boot.prediction.locks || before == Scope::kNoAttach;
      result.way = boot.prediction.definitions;
    } else if (!boot.without_run &&
               (left_by(boot.prediction, before) != result.value || boot.prediction.locks != prediction.locks)) {
      result.disagreements.push_back("releases since " + std::string{boot.behaviour->since} + ": " +
                                     std::string{word_for(loader)} + " " + describe(boot.prediction, before));
    }
  }
  return result;
}

BootValue boot_value_without_loader(const Stage& absence, std::optional<Scope> before) {
  BootValue result;
  result.value = before;
  result.value_without_run = before;
  result.locks = before == Scope::kNoAttach;
  result.locks_without_run = result.locks;
  result.notes = {absence.note};
  return result;
}

/// The strongest fate first: a definition that a loader meets under two paths is worth its better one.
bool stronger(Fate a, Fate b) { return static_cast<int>(a) < static_cast<int>(b); }

std::string text_at(const sysctl::Tree& tree, const Definition& definition) {
  const auto file = tree.files.find(definition.file);
  return file == tree.files.end() ? std::string{}
                                  : std::string{file->second.bytes.view().substr(definition.offset, definition.length)};
}

FoundDefinition found(const sysctl::Tree& tree, const Definition& definition) {
  FoundDefinition result;
  result.file = definition.file;
  result.entry = definition.entry;
  result.line = definition.line;
  result.offset = definition.offset;
  result.text = text_at(tree, definition);
  result.kind = definition.kind;
  result.value = definition.value;
  result.fate.fill(Fate::kUnread);
  return result;
}

std::vector<FoundDefinition> merge(const sysctl::Tree& tree, const std::vector<BootRun>& boots) {
  std::map<std::pair<std::string_view, std::size_t>, FoundDefinition> merged;
  std::map<const FoundDefinition*, std::array<bool, 2>> seen_by;
  for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
    const BootRun* chosen = shown_boot(boots, loader);
    if (chosen == nullptr) {
      continue;
    }
    const std::size_t column = index_of(loader);
    for (const Definition& definition : chosen->prediction.definitions) {
      const auto [item, is_new] = merged.try_emplace({definition.file, definition.offset}, found(tree, definition));
      FoundDefinition& row = item->second;
      bool& seen = seen_by[&row].at(column);
      if (!seen || stronger(definition.fate, row.fate.at(column))) {
        row.fate.at(column) = definition.fate;
        if (definition.fate == Fate::kWins) {
          row.kind = definition.kind;
          row.value = definition.value;
        }
      }
      if (!is_new && row.kind == sysctl::Kind::kInvalid && definition.kind != sysctl::Kind::kInvalid) {
        row.kind = definition.kind;
        row.value = definition.value;
      }
      seen = true;
    }
  }
  std::vector<FoundDefinition> result;
  result.reserve(merged.size());
  for (auto& [place_in_file, row] : merged) {
    result.push_back(std::move(row));
  }
  return result;
}

/// What a verdict cannot promise: active stages of which it is not certain what they do. Those that may only set what
/// is wanted are none.
std::vector<std::string> doubts_of(const std::vector<Stage>& stages, const Goal& goal) {
  std::vector<std::string> doubts;
  for (const Stage& stage : stages) {
    if (stage.active && !stage.certain && !goal.accepts(stage.value)) {
      const std::string what = stage.time == StageTime::kInstead ? "" : " may set ";
      const std::string value = what.empty() ? "" : stage.value ? to_string(*stage.value) : "it";
      doubts.push_back(stage.note + what + value + place_of(stage));
    }
  }
  return doubts;
}

std::string runtime_fault_of(const Status& status, const Goal& goal) {
  if (status.image || goal.accepts(status.runtime.value)) {
    return {};
  }
  if (!status.runtime.yama) {
    return "the running kernel has no Yama: " + status.runtime.why_not;
  }
  return status.runtime.value ? "the running kernel has " + to_string(*status.runtime.value)
                              : "the running kernel's value cannot be read: " + status.runtime.why_not;
}

/// What ufw loads when it starts.
Stage stage_of_ufw(const Observation& seen, const sysctl::Tree& tree) {
  const auto& procps = *sysctl::behaviours_of(Loader::kProcps, seen.versions.procps.version).back();
  const Prediction ufw = sysctl::predict_single_file(procps, tree, seen.ufw.file, sysctl::kPtraceScope);
  Stage stage{.kind = StageKind::kUfw,
              .time = StageTime::kAfter,
              .file = seen.ufw.file,
              .text = {},
              .value = ufw.value,
              .active = seen.ufw.enabled,
              .note = "ufw"};
  if (ufw.winner) {
    const Definition& winner = ufw.definitions.at(*ufw.winner);
    stage.file = winner.file;
    stage.line = winner.line;
    stage.text = text_at(tree, winner);
  }
  return stage;
}

}  // namespace

LoaderReleases releases_of(const Observation& seen, const std::vector<LoaderOverride>& overrides) {
  LoaderReleases releases{seen.versions.systemd.version, seen.versions.procps.version};
  for (const LoaderOverride& wanted : overrides) {
    releases.at(index_of(wanted.loader)) = wanted.version;
  }
  return releases;
}

std::optional<Scope> value_before_loaders(const std::vector<Stage>& stages) {
  std::optional<Scope> value;
  for (const Stage& stage : stages) {
    if (stage.active && stage.certain && stage.time == StageTime::kBefore && stage.value && value != Scope::kNoAttach) {
      value = stage.value;
    }
  }
  return value;
}

std::vector<Stage> stages_of(const Observation& seen, const sysctl::Tree& tree) {
  std::vector<Stage> stages = seen.stages;
  if (seen.ufw.installed && !seen.ufw.file.empty()) {
    stages.push_back(stage_of_ufw(seen, tree));
  }
  if (auto tuned = seen.tuned ? tuned::stage_of(*seen.tuned, tree) : std::nullopt) {
    stages.push_back(*std::move(tuned));
  }
  auto units = stages_of_units(seen.units, seen.versions.systemd.installed);
  std::move(units.begin(), units.end(), std::back_inserter(stages));
  skip_by_word(stages, seen.next_command_lines);
  return stages;
}

bool keeps_loaders_out(const Stage& stage) {
  return stage.active && stage.certain && stage.time == StageTime::kInstead && stage.kind != StageKind::kLoaderService;
}

std::vector<std::string> faults_of(const std::vector<BootRun>& boots, const std::vector<Stage>& stages,
                                   const Goal& goal) {
  std::vector<std::string> faults;
  const auto add = [&faults](std::string fault) {
    if (std::find(faults.begin(), faults.end(), fault) == faults.end()) {
      faults.push_back(std::move(fault));
    }
  };
  for (const Stage& stage : stages) {
    if (stage.active && stage.certain && stage.time == StageTime::kBefore && stage.value == Scope::kNoAttach &&
        !goal.accepts(Scope::kNoAttach)) {
      add(stage.note + " sets 3 before the loaders, which locks the kernel" + place_of(stage) + " at the next boot");
    }
    if (keeps_loaders_out(stage)) {
      add(stage.note + place_of(stage));
    }
  }
  std::array<bool, 2> told{};
  for (const BootRun& boot : boots) {
    bool& already = told.at(index_of(boot.behaviour->loader));
    if (auto fault = already ? std::nullopt : fault_of(boot, stages, goal)) {
      add(*std::move(fault));
      already = true;
    }
  }
  return faults;
}

Status assess(const Observation& seen, const LoaderReleases& releases, const Goal& goal) {
  const sysctl::Tree tree = sysctl::relevant_part(seen.tree);
  const auto before = value_before_loaders(seen.stages);
  const auto boots = imagine_boots(tree, releases, before);
  Status status;
  status.runtime = seen.runtime;
  status.image = seen.image;
  status.tracers = seen.tracers;
  status.stages = stages_of(seen, tree);
  status.definitions = merge(tree, boots);
  for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
    BootValue& value = status.boot.at(index_of(loader));
    value = boot_value(boots, loader, before);
    if (const Stage* absence = absence_of_systemd(status.stages); absence != nullptr && loader == Loader::kSystemd) {
      value = boot_value_without_loader(*absence, before);
    }
    value.final_value = value_after(status.stages, value.value);
    const InstalledLoader& installed = loader == Loader::kSystemd ? seen.versions.systemd : seen.versions.procps;
    value.installed = installed.installed;
    value.version = releases.at(index_of(loader));
  }
  if (goal.scope) {
    status.verdict = Verdict{.scope = *goal.scope,
                             .minimum = goal.minimum,
                             .runtime_fault = runtime_fault_of(status, goal),
                             .boot_faults = faults_of(boots, status.stages, goal),
                             .doubts = doubts_of(status.stages, goal)};
  }
  return status;
}

}  // namespace yama
