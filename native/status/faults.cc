// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/faults.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "status/words.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

using sysctl::Loader;
using sysctl::Loaders;

std::string place_of(const Stage& stage) {
  return stage.file.empty() ? std::string{} : " (" + place_text(stage.file, stage.line) + ")";
}

/// Why what would make the value right does not act; none when there is no such thing.
std::optional<std::string> fault_of_skipping(const std::vector<Stage>& stages, const Goal& goal) {
  const auto found = std::ranges::find_if(
      stages, [&goal](const Stage& stage) { return !stage.skipped_at.empty() && goal.accepts(stage.value); });
  if (found == stages.end()) {
    return std::nullopt;
  }
  return found->note + (found->active ? " may be skipped" : " is skipped") + " at the next boot: '" + found->skip_word +
         "' is on its kernel command line (" + found->skipped_at + ")";
}

std::optional<std::string> fault_of(const Boot& boot, const BootRun& run, const Goal& goal) {
  const Loader loader = run.behaviour.loader;
  const std::string word{word_for(loader)};
  const std::string when = !boot.decides(loader) ? " when somebody runs it"
                           : run.without_run     ? " at the next boot, when /run is empty"
                                                 : " at the next boot";
  if (boot.before == Scope::kNoAttach && !goal.accepts(boot.before)) {
    return std::nullopt;  // the stage that locked is to blame, not the loader
  }
  if (const Stage* keeper = boot.keeps_out(loader)) {
    return goal.accepts(run.ends_with) ? std::nullopt : std::optional{keeper->note + place_of(*keeper)};
  }
  if (run.prediction.locks && !goal.accepts(Scope::kNoAttach)) {
    return word + " writes 3 on the way, which locks the kernel" + when;
  }
  if (run.last_word) {
    const Stage& last = boot.stages[*run.last_word];
    return goal.accepts(run.ends_with) ? std::nullopt
                                       : std::optional{last.note + " sets " + to_string(*last.value) +
                                                       " after the loaders" + place_of(last) + " at the next boot"};
  }
  if (!goal.accepts(run.left)) {
    auto skipping = fault_of_skipping(boot.stages, goal);
    return skipping ? skipping : word + " " + describe(run) + when;
  }
  if (run.prediction.uncertain) {
    return word + " may not give " + to_string(*goal.scope) + when + ": " + join(run.prediction.notes);
  }
  return std::nullopt;
}

/// What a loader that nothing runs at boot would make wrong when somebody has it run.
std::optional<std::string> doubt_of_hand(const Boot& boot, Loader loader, const Goal& goal) {
  const BootRun& run = boot.lasting(loader);
  const bool is_locked = !boot.deciding.empty() && std::ranges::all_of(boot.deciding, [&boot](Loader other) {
    return boot.lasting(other).ends_with == Scope::kNoAttach;
  });
  if (!boot.installed[loader] || is_locked || goal.accepts(run.prediction.value) || !run.prediction.winner) {
    return std::nullopt;
  }
  const sysctl::Definition& winner = run.prediction.definitions.at(*run.prediction.winner);
  return std::string{sysctl::row_of(loader).program} + ", which nothing runs at boot, would set " +
         to_string(*run.prediction.value) + " (" + place_text(winner.file, winner.line) + ") when somebody runs it";
}

void add(std::vector<std::string>& faults, std::string fault) {
  if (std::ranges::find(faults, fault) == faults.end()) {
    faults.push_back(std::move(fault));
  }
}

}  // namespace

std::string describe(const BootRun& run) {
  if (!run.left) {
    return "leaves the kernel's default";
  }
  if (!run.prediction.winner) {
    return "leaves the " + to_string(*run.left) + " that was set before it";
  }
  const sysctl::Definition& winner = run.prediction.definitions.at(*run.prediction.winner);
  return "sets " + to_string(*run.left) + " (" + place_text(winner.file, winner.line) + ")";
}

std::vector<std::string> faults_of(const Boot& boot, const Goal& goal, Whose whose, Uncertain uncertain) {
  std::vector<std::string> faults;
  for (const Stage& stage : boot.stages) {
    if (acts(stage, StageTime::kBefore) && stage.certain && stage.value == Scope::kNoAttach &&
        !goal.accepts(Scope::kNoAttach)) {
      add(faults,
          stage.note + " sets 3 before the loaders, which locks the kernel" + place_of(stage) + " at the next boot");
    }
    const bool starts_none = acts(stage, StageTime::kInstead) && stage.certain && stage.kind == StageKind::kInit;
    if (keeps_all_loaders_out(stage) || (starts_none && boot.deciding.empty() && !goal.accepts(boot.before))) {
      add(faults, stage.note + place_of(stage));
    }
    if (acts(stage, StageTime::kBeside) && stage.certain && stage.value && !goal.accepts(stage.value)) {
      add(faults, stage.note + " sets " + to_string(*stage.value) +
                      " at the same time as the loaders, so that it may come last" + place_of(stage) +
                      " at the next boot");
    }
  }
  // One fault a loader is enough, the files as they are before those without /run.
  sysctl::PerLoader<bool> said{};
  if (!boot.unknown().empty()) {
    return faults;
  }
  const Loaders loaders = whose == Whose::kAll ? boot.at_hand() : boot.deciding;
  for (const bool without_run : {false, true}) {
    for (const Loader loader : loaders) {
      for (const BootRun& run : boot.runs[loader]) {
        const bool is_known = uncertain == Uncertain::kIsFault || !run.prediction.uncertain;
        const bool is_next = !said[loader] && run.without_run == without_run && is_known;
        auto fault = is_next ? fault_of(boot, run, goal) : std::nullopt;
        if (fault) {
          add(faults, *std::move(fault));
          said[loader] = true;
        }
      }
    }
  }
  return faults;
}

std::vector<std::string> doubts_of(const Boot& boot, const Goal& goal) {
  std::vector<std::string> doubts;
  for (const Stage& stage : boot.stages) {
    if (stage.active && !stage.certain && !goal.accepts(stage.value)) {
      const std::string what = stage.time == StageTime::kInstead ? "" : " may set ";
      const std::string value = what.empty() ? "" : stage.value ? to_string(*stage.value) : "it";
      doubts.push_back(stage.note + what + value + place_of(stage));
    }
  }
  for (const Loader loader : boot.asked) {
    auto doubt = boot.decides(loader) ? std::nullopt : doubt_of_hand(boot, loader, goal);
    if (doubt) {
      doubts.push_back(*std::move(doubt));
    }
  }
  return doubts;
}

std::string text_of_unseen(const Observation& seen) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> named = seen.unseen;
  std::stable_partition(named.begin(), named.end(), [&seen](const std::string& path) {  // those of the loaders first
    return seen.tree.entries.contains(path);
  });
  const std::size_t count = named.size();
  named.resize(std::min(count, kNamed));
  const std::string what =
      seen.as_root ? " cannot be read: find out what forbids it" : " cannot be read by this user: run it as root";
  if (count == 0) {
    return {};
  }
  return count == 1 ? named.front() + ", which may set the value," + what
                    : std::to_string(count) + " files and folders that may set the value, such as " +
                          join(named, ", ") + "," + what;
}

std::string fault_of(const kernel::Runtime& runtime, const Goal& goal) {
  if (goal.accepts(runtime.value)) {
    return {};
  }
  if (!runtime.yama) {
    return "the running kernel has no Yama: " + runtime.why_not;
  }
  return runtime.value ? "the running kernel has " + to_string(*runtime.value)
                       : "the running kernel's value cannot be read: " + runtime.why_not;
}

}  // namespace yama
