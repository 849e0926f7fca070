// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "unit/unit_settings.h"

namespace yama::unit {

/// A unit that another one starts.
struct Dependency {
  std::string name;
  bool loose = false;  ///< it may: on a failure, a connection, a file that appears
  bool later = false;  ///< at some time after the boot

  bool operator==(const Dependency&) const = default;
};

/// The units that a unit of this name starts when it is started itself, by its own text: what it wants or requires,
/// what a timer, path or socket is for, and what systemd adds by itself. Sources: systemd.unit(5), systemd.timer(5),
/// systemd.socket(5), systemd.path(5), systemd.automount(5), systemd.special(7), bootup(7).
std::vector<Dependency> dependencies_of(const UnitSettings& settings, std::string_view name);

/// The units that systemd's own targets start, whatever a host's copy of them says.
std::vector<std::string_view> targets_of(std::string_view target);

/// When a unit is started, seen from systemd-sysctl.service.
enum class Order {
  kBefore,
  kAfter,
  kBeside,  ///< not ordered against it
};

/// Order of a unit by its own text: services come after sysinit.target, and so after systemd-sysctl.service, unless
/// DefaultDependencies=no. Source: systemd.service(5), "Default Dependencies".
Order order_of(const UnitSettings& settings);

/// Whether the first of two units is started before the second, as far as their own texts say.
bool is_before(const UnitSettings& first, std::string_view first_name, const UnitSettings& second,
               std::string_view second_name);

}  // namespace yama::unit
