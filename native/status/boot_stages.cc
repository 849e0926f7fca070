// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/boot_stages.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "observe/boot_units.h"
#include "sysctl/predict.h"
#include "unit/kernel_words.h"

namespace yama {
namespace {

using sysctl::Behaviour;
using sysctl::Loader;

/// One of the files is loaded, which is not known: the strictest of their values, uncertain unless it is that of all.
sysctl::Prediction load_one_of(const sysctl::SettingsLoad& loads, const sysctl::Tree& tree, const Behaviour& program) {
  std::optional<sysctl::Prediction> shown;
  bool same = true;
  for (const std::string& file : loads.files) {
    sysctl::Prediction one =
        file.empty() ? sysctl::Prediction{} : sysctl::predict_single_file(program, tree, file, sysctl::kPtraceScope);
    same = same && (!shown || one.value == shown->value) && !one.uncertain;
    if (!shown || one.value > shown->value) {
      shown = std::move(one);
    }
  }
  sysctl::Prediction result = shown ? *std::move(shown) : sysctl::Prediction{};
  result.uncertain = !same;
  return result;
}

/// What a program makes of the files that a stage has it load: those named, or all.
sysctl::Prediction load(const sysctl::SettingsLoad& loads, const sysctl::Tree& tree, const Behaviour& program) {
  if (loads.files.empty()) {
    return sysctl::predict(program, tree, sysctl::kPtraceScope);
  }
  if (loads.one_of) {
    return load_one_of(loads, tree, program);
  }
  sysctl::Prediction last;
  for (const std::string& file : loads.files) {
    sysctl::Prediction one = sysctl::predict_single_file(program, tree, file, sysctl::kPtraceScope);
    if (last.value != Scope::kNoAttach && (one.value || one.uncertain)) {
      last = std::move(one);
    }
  }
  return last;
}

/// Completes a stage that has settings loaded: its value, and the line that gives it.
void resolve(Stage& stage, const Observation& seen, const sysctl::Tree& tree) {
  const Loader by = stage.loads->by;
  const auto behaviours = sysctl::behaviours_of(by, seen.loaders[by].version);
  sysctl::Prediction loaded = load(*stage.loads, tree, behaviours.back());
  loaded.uncertain = loaded.uncertain || std::ranges::any_of(behaviours, [&](const Behaviour& other) {
                       return load(*stage.loads, tree, other).value != loaded.value;
                     });
  stage.value = loaded.value;
  const bool nothing = !loaded.value && !loaded.uncertain;  // whether it runs or not
  stage.certain = nothing || (stage.certain && !loaded.uncertain);
  if (loaded.winner) {
    const sysctl::Definition& winner = loaded.definitions.at(*loaded.winner);
    stage.file = winner.file;
    stage.line = winner.line;
    stage.text = sysctl::text_of(tree, winner);
  }
}

/// Stages that the boot skips, because its kernel command line has their word, do not act; those that it may skip are
/// uncertain.
void skip(Stage& stage, const std::vector<NextCommandLine>& next) {
  std::size_t skipping = 0;
  for (const NextCommandLine& line : next) {
    if (!stage.skip_word.empty() && unit::has_kernel_word(line.arguments, stage.skip_word)) {
      ++skipping;
      stage.skipped_at = line.file + ":" + std::to_string(line.line);
    }
  }
  stage.active = stage.active && (skipping == 0 || skipping < next.size());
  stage.certain = stage.certain && skipping == 0;
}

}  // namespace

std::vector<Stage> stages_of_boot(const Observation& seen, const sysctl::Tree& tree, const BootConditions& conditions) {
  std::vector<Stage> stages = seen.stages;
  if (auto tuned = seen.tuned ? tuned::stage_of(*seen.tuned, tree) : std::nullopt) {
    stages.push_back(*std::move(tuned));
  }
  auto units = stages_of_units(seen.units, seen.loaders[Loader::kSystemd].installed && seen.systemd_is_init);
  std::move(units.begin(), units.end(), std::back_inserter(stages));
  for (Stage& stage : stages) {
    if (stage.loads) {
      resolve(stage, seen, tree);
    }
  }
  std::erase_if(stages, [&conditions](const Stage& stage) {
    return (!conditions.word.empty() && stage.skip_word == conditions.word) ||
           (!conditions.given.empty() && is_about_init(stage));
  });
  for (Stage& stage : stages) {
    skip(stage, seen.next_command_lines);
  }
  return stages;
}

}  // namespace yama
