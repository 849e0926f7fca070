// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "base/scope.h"
#include "sysctl/loader.h"

namespace yama {

struct BootConditions;
struct NextCommandLine;
struct Observation;

/// Boots with a certain word on the kernel command line, in which the boot unit does not lock the kernel.
struct Maintenance {
  std::string argument = {};                           ///< the word
  bool now = false;                                    ///< this boot is one
  sysctl::PerLoader<std::optional<Scope>> value = {};  ///< what one leaves in the end; none: the kernel's default
};

/// Whether this boot has the word on its kernel command line. No boot of an image is "this" one.
bool is_maintenance_boot(const Observation& seen, const std::string& word);

/// Where the boot loader's configuration has the word: the next boot may be one for maintenance; null: nowhere.
const NextCommandLine* next_maintenance_boot(const Observation& seen, const std::string& word);

/// What is known of maintenance boots. The word is that of the boot unit when it is there, else the one given.
Maintenance assess_maintenance(const Observation& seen, const BootConditions& conditions, const std::string& argument);

}  // namespace yama
