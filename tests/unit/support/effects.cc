// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/effects.h"

#include "base/scope.h"

namespace yama::test {

std::string shown(const unit::CommandEffect& effect) {
  if (!effect.touches) {
    return effect.certain && !effect.value && !effect.loads ? "nothing" : "(contradiction)";
  }
  if (effect.loads) {
    std::string text = effect.certain ? "loads" : "may load";
    text += effect.loads->by == sysctl::Loader::kSystemd ? " by systemd" : "";
    for (const std::string& file : effect.loads->files) {
      text += " " + file;
    }
    return effect.value ? "(contradiction)" : text + (effect.loads->files.empty() ? " all" : "");
  }
  if (!effect.certain) {
    return effect.value ? "(contradiction)" : "perhaps";
  }
  return effect.value ? to_string(*effect.value) : "(contradiction)";
}

}  // namespace yama::test
