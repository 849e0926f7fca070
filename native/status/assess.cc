// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/assess.h"

#include "status/faults.h"
#include "status/words.h"
#include "sysctl/loader_table.h"
#include "sysctl/relevant_part.h"

namespace yama {
namespace {

using sysctl::Loader;

bool locks(const Boot& boot, const BootRun& run) { return run.prediction.locks || boot.before == Scope::kNoAttach; }

/// Behaviours that would leave another value than the one that is shown.
std::vector<std::string> disagreements_of(const Boot& boot, Loader loader) {
  const BootRun& shown = boot.shown(loader);
  std::vector<std::string> disagreements;
  for (const BootRun& run : boot.runs[loader]) {
    if (!run.without_run && (run.left != shown.left || run.prediction.locks != shown.prediction.locks)) {
      const std::string which = run.behaviour.script == shown.behaviour.script
                                    ? "releases since " + std::string{run.behaviour.since}
                                    : "as " + std::string{run.behaviour.script->title} + " has it";
      disagreements.push_back(which + ": " + std::string{word_for(loader)} + " " + describe(run));
    }
  }
  return disagreements;
}

BootValue boot_value(const Boot& boot, Loader loader) {
  const BootRun& shown = boot.shown(loader);
  const BootRun& lasting = boot.lasting(loader);
  BootValue result{.value = shown.left,
                   .final_value = shown.ends_with,
                   .value_without_run = lasting.left,
                   .final_without_run = lasting.ends_with};
  if (const Stage* keeper = boot.keeps_out(loader)) {
    result.locks = result.locks_without_run = boot.before == Scope::kNoAttach;
    result.notes = {keeper->note};
    return result;
  }
  result.locks = locks(boot, shown);
  result.locks_without_run = locks(boot, lasting);
  result.trace = lasting.prediction.definitions;
  result.disagreements = disagreements_of(boot, loader);
  result.notes = shown.prediction.notes;
  result.uncertain = shown.prediction.uncertain;
  if (lasting.prediction.winner) {
    const sysctl::Definition& winner = lasting.prediction.definitions.at(*lasting.prediction.winner);
    result.file_without_run = winner.file;
    result.line_without_run = winner.line;
  }
  if (shown.prediction.winner) {
    const sysctl::Definition& winner = shown.prediction.definitions.at(*shown.prediction.winner);
    result.file = winner.file;
    result.line = winner.line;
  }
  return result;
}

/// A script runs procps' sysctl for one file after the other.
std::string program_of(const sysctl::Behaviour& behaviour) {
  const bool by_script = behaviour.loader == Loader::kProcps && behaviour.script != nullptr;
  return by_script ? "procps sysctl -p" : std::string{sysctl::row_of(behaviour.loader).program};
}

}  // namespace

Status assess(const Observation& seen, const BootConditions& conditions, const Goal& goal) {
  const sysctl::Tree tree = sysctl::relevant_part(seen.tree);
  Boot boot = forecast(seen, tree, conditions);
  Status status{.runtime = seen.runtime, .image = seen.image};
  status.tracers = seen.tracers;
  status.definitions = definitions_of(tree, boot);
  status.asked = boot.asked;
  status.deciding = boot.deciding;
  for (const Loader loader : boot.asked) {
    BootValue& value = status.boot[loader] = boot_value(boot, loader);
    value.installed = seen.loaders[loader].installed;
    value.version = conditions.versions[loader];
    value.start = boot.decides(loader) && seen.loaders[loader].start == InstalledLoader::Start::kNever
                      ? InstalledLoader::Start::kUnknown
                      : seen.loaders[loader].start;
    value.started_by = seen.loaders[loader].started_by;
    value.program = program_of(boot.shown(loader).behaviour);
  }
  if (goal.scope) {
    const std::string unseen = text_of_unseen(seen);
    const Uncertain uncertain = unseen.empty() ? Uncertain::kIsFault : Uncertain::kIsNone;
    status.verdict = Verdict{.scope = *goal.scope,
                             .minimum = goal.minimum,
                             .runtime_fault = seen.image ? std::string{} : fault_of(seen.runtime, goal),
                             .boot_faults = faults_of(boot, goal, Whose::kDeciding, uncertain),
                             .doubts = doubts_of(boot, goal),
                             .not_applicable = seen.facts.container.empty() || seen.image
                                                   ? std::string{}
                                                   : "this is a container (" + seen.facts.container +
                                                         "), and the kernel belongs to its host",
                             .no_yama = !seen.image && !seen.runtime.yama,
                             .unknown = boot.unknown().empty() ? unseen : boot.unknown(),
                             .unseen = !unseen.empty()};
  }
  status.stages = std::move(boot.stages);
  return status;
}

}  // namespace yama
