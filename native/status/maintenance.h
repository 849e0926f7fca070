// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <optional>
#include <string>

#include "base/scope.h"

namespace yama {

struct Observation;
struct Status;

/// Boots with a certain word on the kernel command line, in which the boot unit does not lock the kernel.
struct Maintenance {
  std::string argument = {};  ///< the word
  bool now = false;           ///< this boot is one
  std::array<std::optional<Scope>, 2>
      value{};  ///< what one leaves, by loader (systemd, procps); none: kernel's default
};

/// What is known of maintenance boots. The word is that of the boot unit when it is there, else the one given.
Maintenance assess_maintenance(const Observation& seen, const Status& status, const std::string& argument);

}  // namespace yama
