// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/forecast.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "status/boot_stages.h"
#include "sysctl/predict.h"
#include "sysctl/relevant_part.h"

namespace yama {
namespace {

using sysctl::Behaviour;
using sysctl::Loader;

/// Whether a stage leaves what it meets. The kernel's default is 0 or 1.
bool leaves(const Stage& stage, std::optional<Scope> met) {
  const auto stays = [&stage](Scope scope) {
    return scope == Scope::kNoAttach || std::ranges::find(stage.leaves, scope) != stage.leaves.end();
  };
  if (met) {
    return stays(*met);
  }
  return stays(Scope::kClassic) && (stays(Scope::kRestricted) || stage.value == Scope::kRestricted);
}

sysctl::Tree without_run(const sysctl::Tree& tree) {
  sysctl::Tree result = tree;
  std::erase_if(result.entries, [](const auto& item) { return sysctl::is_gone_at_boot(item.first); });
  return result;
}

std::optional<Scope> left_before_loaders(const std::vector<Stage>& stages) {
  std::optional<Scope> value;
  for (const Stage& stage : stages) {
    if (acts(stage, StageTime::kBefore)) {
      const auto written = written_by(stage, value);
      value = written ? written : value;
    }
  }
  return value;
}

/// What comes after the loader in a boot whose stages are known.
void apply_later_stages(BootRun& run, const Boot& boot) {
  const bool runs = boot.keeps_out(run.behaviour.loader) == nullptr;
  run.left = runs && run.prediction.value ? run.prediction.value : boot.before;
  run.ends_with = run.left;
  for (std::size_t i = 0; i < boot.stages.size(); ++i) {
    if (acts(boot.stages[i], StageTime::kAfter)) {
      if (const auto written = written_by(boot.stages[i], run.ends_with)) {
        run.ends_with = written;
        run.last_word = i;
      }
    }
  }
}

bool is_given(const BootConditions& conditions, Loader loader) {
  return std::ranges::find(conditions.given, loader) != conditions.given.end();
}

/// Where the init is known and another one, a loader that is not installed is of no interest. busybox is none of a host
/// whose sysctl is another program.
bool is_asked(const Observation& seen, const BootConditions& conditions, Loader loader) {
  const InstalledLoader& found = seen.loaders[loader];
  const bool may_come =
      loader != Loader::kBusybox && (found.start != InstalledLoader::Start::kNever || seen.systemd_is_init);
  return found.installed || may_come || is_given(conditions, loader);
}

bool decides(const Observation& seen, const BootConditions& conditions, Loader loader) {
  return seen.loaders[loader].start != InstalledLoader::Start::kNever || is_given(conditions, loader);
}

void ask_loaders(Boot& boot, const Observation& seen, const BootConditions& conditions) {
  for (const Loader loader : sysctl::kLoaders) {
    boot.installed[loader] = seen.loaders[loader].installed;
    boot.started[loader] = seen.loaders[loader].start == InstalledLoader::Start::kAtBoot;
  }
  boot.asked = asked_loaders(seen, conditions);
  std::ranges::copy_if(boot.asked, std::back_inserter(boot.deciding),
                       [&](Loader loader) { return decides(seen, conditions, loader); });
}

void add_runs(Boot& boot, const sysctl::Tree& tree, const BootConditions& conditions, bool without_run) {
  for (const Loader loader : boot.asked) {
    for (const Behaviour& behaviour : sysctl::behaviours_of(loader, conditions.versions[loader])) {
      BootRun run{.behaviour = behaviour,
                  .without_run = without_run,
                  .prediction = sysctl::predict(behaviour, tree, sysctl::kPtraceScope, boot.before)};
      apply_later_stages(run, boot);
      boot.runs[loader].push_back(std::move(run));
    }
  }
}

/// What a later stage meets in a run.
std::optional<Scope> met_by(const Boot& boot, std::size_t index, const BootRun& run) {
  std::optional<Scope> value = run.left;
  for (std::size_t i = 0; i < index; ++i) {
    if (acts(boot.stages[i], StageTime::kAfter)) {
      const auto written = written_by(boot.stages[i], value);
      value = written ? written : value;
    }
  }
  return value;
}

/// A later stage that leaves what it meets in every run sets nothing, for certain.
void settle(Boot& boot) {
  for (std::size_t i = 0; i < boot.stages.size(); ++i) {
    Stage& stage = boot.stages[i];
    const auto stays = [&](const BootRun& run) {
      const std::optional<Scope> met = met_by(boot, i, run);
      return leaves(stage, met) || met == stage.value;
    };
    const bool may_leave = acts(stage, StageTime::kAfter) && !stage.leaves.empty();
    if (may_leave &&
        std::ranges::all_of(boot.asked, [&](Loader loader) { return std::ranges::all_of(boot.runs[loader], stays); })) {
      stage.certain = true;
      stage.value.reset();
    }
  }
}

/// Whether whatever a run meets is replaced: its loader runs and sets the value.
bool replaces(const Boot& boot, const BootRun& run) {
  return boot.keeps_out(run.behaviour.loader) == nullptr && run.prediction.value && !run.prediction.uncertain;
}

/// An earlier stage that may write a value which every loader that decides replaces matters no more than one that
/// writes none.
void settle_earlier(Boot& boot) {
  const bool all_run = std::ranges::none_of(
      boot.stages, [](const Stage& stage) { return acts(stage, StageTime::kInstead) && !stage.certain; });
  const bool replaced =
      all_run && !boot.deciding.empty() && std::ranges::all_of(boot.deciding, [&boot](Loader loader) {
        return std::ranges::all_of(boot.runs[loader], [&boot](const BootRun& run) { return replaces(boot, run); });
      });
  for (Stage& stage : boot.stages) {
    const bool may_write = acts(stage, StageTime::kBefore) && !stage.certain && stage.value;
    if (replaced && may_write && stage.value != Scope::kNoAttach) {
      stage.certain = true;
      stage.value.reset();
    }
  }
}

/// The last run of a kind, which is that of the newest behaviour; `otherwise` when there is none.
const BootRun& newest(const std::vector<BootRun>& runs, bool without_run, const BootRun& otherwise) {
  const auto found =
      std::find_if(runs.rbegin(), runs.rend(), [&](const BootRun& run) { return run.without_run == without_run; });
  return found == runs.rend() ? otherwise : *found;
}

}  // namespace

sysctl::Loaders asked_loaders(const Observation& seen, const BootConditions& conditions) {
  sysctl::Loaders asked;
  std::ranges::copy_if(sysctl::kLoaders, std::back_inserter(asked),
                       [&](Loader loader) { return is_asked(seen, conditions, loader); });
  return asked;
}

bool acts(const Stage& stage, StageTime time) { return stage.active && stage.time == time; }

std::optional<Scope> written_by(const Stage& stage, std::optional<Scope> met) {
  return stage.certain && !leaves(stage, met) ? stage.value : std::nullopt;
}

bool is_about_init(const Stage& stage) {
  return stage.kind == StageKind::kInit || stage.kind == StageKind::kUnknownLoader;
}

bool keeps_all_loaders_out(const Stage& stage) {
  return acts(stage, StageTime::kInstead) && stage.certain && !stage.loader && !is_about_init(stage);
}

const BootRun& Boot::shown(Loader loader) const { return newest(runs[loader], false, runs[loader].front()); }

const BootRun& Boot::lasting(Loader loader) const { return newest(runs[loader], true, shown(loader)); }

const Stage* Boot::keeps_out(Loader loader) const {
  const auto found = std::ranges::find_if(stages, [&](const Stage& stage) {
    return acts(stage, StageTime::kInstead) && stage.certain &&
           (stage.loader == loader || (is_about_init(stage) && !started[loader]));
  });
  return found == stages.end() ? nullptr : &*found;
}

sysctl::Loaders Boot::at_hand() const {
  sysctl::Loaders loaders = asked;
  std::erase_if(loaders, [this](Loader loader) { return !decides(loader) && !installed[loader]; });
  return loaders;
}

std::string Boot::unknown() const {
  const auto found = std::ranges::find_if(stages, [](const Stage& stage) {
    return acts(stage, StageTime::kInstead) && stage.certain && stage.kind == StageKind::kUnknownLoader;
  });
  return found == stages.end() ? std::string{} : found->note;
}

bool Boot::keeps_all_out() const { return std::ranges::any_of(stages, keeps_all_loaders_out); }

BootConditions conditions_for(const Observation& seen, const std::vector<LoaderOverride>& overrides) {
  BootConditions conditions;
  for (const Loader loader : sysctl::kLoaders) {
    conditions.versions[loader] = seen.loaders[loader].version;
  }
  for (const LoaderOverride& wanted : overrides) {
    conditions.versions[wanted.loader] = wanted.version;
    conditions.given.push_back(wanted.loader);
  }
  return conditions;
}

Boot forecast(const Observation& seen, const BootConditions& conditions) {
  return forecast(seen, sysctl::relevant_part(seen.tree), conditions);
}

Boot forecast(const Observation& seen, const sysctl::Tree& tree, const BootConditions& conditions) {
  Boot boot;
  boot.stages = stages_of_boot(seen, tree, conditions);
  boot.before = left_before_loaders(boot.stages);
  ask_loaders(boot, seen, conditions);
  add_runs(boot, tree, conditions, false);
  if (std::ranges::any_of(tree.entries, [](const auto& item) { return sysctl::is_gone_at_boot(item.first); })) {
    add_runs(boot, without_run(tree), conditions, true);
  }
  settle(boot);
  settle_earlier(boot);
  return boot;
}

}  // namespace yama
