// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/probed.h"

#include "base/scope.h"

namespace yama {

std::optional<bool> agrees(const Probed& probed) {
  if (!probed.value) {
    return std::nullopt;
  }
  if (probed.verdict.two_or_three) {
    return *probed.value >= Scope::kAdminOnly;
  }
  return probed.verdict.scope ? std::optional{*probed.verdict.scope == *probed.value} : std::nullopt;
}

std::string contradiction_of(const Probed& probed) {
  return "the running kernel says " + to_string(probed.value.value_or(Scope::kClassic)) + " and " +
         probed.verdict.text + "; find out which other security module or filter takes part";
}

}  // namespace yama
