// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/after_loaders.h"

#include <string>

#include "base/scope.h"
#include "unit/kernel_words.h"

namespace yama {

const Stage* last_word(const std::vector<Stage>& stages, std::optional<Scope> left_by_loader) {
  const Stage* last = nullptr;
  std::optional<Scope> value = left_by_loader;
  for (const Stage& stage : stages) {
    if (stage.active && stage.certain && stage.time == StageTime::kAfter && stage.value && value != Scope::kNoAttach) {
      value = stage.value;
      last = &stage;
    }
  }
  return last;
}

std::optional<Scope> value_after(const std::vector<Stage>& stages, std::optional<Scope> left_by_loader) {
  const Stage* last = last_word(stages, left_by_loader);
  return last == nullptr ? left_by_loader : last->value;
}

void skip_by_word(std::vector<Stage>& stages, const std::vector<NextCommandLine>& next) {
  for (Stage& stage : stages) {
    std::size_t skipping = 0;
    for (const NextCommandLine& line : next) {
      if (!stage.unless.empty() && unit::has_kernel_word(line.arguments, stage.unless)) {
        ++skipping;
        stage.skipped = line.file + ":" + std::to_string(line.line);
      }
    }
    stage.active = stage.active && (skipping == 0 || skipping < next.size());
    stage.certain = stage.certain && skipping == 0;
  }
}

std::vector<Stage> stages_with_word(const std::vector<Stage>& stages, std::string_view word) {
  std::vector<Stage> acting = stages;
  std::erase_if(acting, [word](const Stage& stage) { return !stage.unless.empty() && stage.unless == word; });
  return acting;
}

}  // namespace yama
