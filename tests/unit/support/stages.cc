// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/stages.h"

#include "status/words.h"

namespace yama::test {

std::string shown(const std::vector<Stage>& stages) {
  std::string text;
  for (const Stage& stage : stages) {
    text.append(word_for(stage.kind)).append(" ").append(word_for(stage.time));
    if (!stage.file.empty()) {
      text += " " + stage.file + (stage.line == 0 ? "" : ":" + std::to_string(stage.line));
    }
    text += stage.text.empty() ? "" : " " + stage.text;
    text += stage.active ? "" : " inactive";
    text += stage.certain ? "" : " may";
    text += stage.value ? " -> " + to_string(*stage.value) : "";
    text += ": " + stage.note + "\n";
  }
  return text;
}

}  // namespace yama::test
