// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "observe/stage.h"
#include "observe/tuned.h"
#include "observe/tuned/values.h"
#include "sysctl/tree.h"

namespace yama::tuned {

/// What all the ways in which TuneD may go make of the value, and who sets it last.
class Effect {
 public:
  void add(const Way& way, const sysctl::Tree& tree);

  /// None when every value stays.
  std::optional<Stage> stage() &&;

 private:
  std::optional<Values> values_;
  Stage last_writer_ = {};
};

}  // namespace yama::tuned
