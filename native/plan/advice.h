// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <utility>

#include "observe/observation.h"
#include "observe/stage.h"
#include "request/request.h"
#include "unit/unit.h"

namespace yama {

/// One thing for a person to do.
struct FixStep {
  bool is_command = false;  ///< a command line for the shell; else a sentence
  std::string text;

  static FixStep sentence(std::string text) { return {.is_command = false, .text = std::move(text)}; }
  static FixStep command(std::string text) { return {.is_command = true, .text = std::move(text)}; }
};

/// What to do about a stage that no file of settings outweighs; none when `set` takes care of it or nobody needs to.
struct Advice {
  std::optional<FixStep> before = {};
  std::optional<FixStep> after = {};
};
Advice advice_for(const Stage& stage, const Observation& seen, const Request& request);

/// The unit whose command the stage is; null when it is not among those that were seen.
const unit::Units::value_type* unit_of(const Stage& stage, const unit::Units& units);

}  // namespace yama
