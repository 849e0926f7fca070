// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "host/root.h"
#include "observe/units/unit_directories.h"

namespace yama::units {

/// What starts a unit, and is no unit itself.
struct OuterStarter {
  std::string unit;
  std::string what;    ///< in a person's words: "a udev rule"
  bool loose = false;  ///< it may: when a device or a caller comes
  bool later = false;

  bool operator==(const OuterStarter&) const = default;
};

/// The units that kernel command lines (systemd.unit=, systemd.wants=), udev rules (SYSTEMD_WANTS), services of D-Bus,
/// entries of fstab (x-systemd.requires=) and going to sleep start. A template of a udev rule has no instance yet.
std::vector<OuterStarter> outer_starters(const host::Root& root, const std::vector<std::string>& command_lines);

/// Whether the next boot is an image's first, in which systemd applies its presets: /etc/machine-id is missing or says
/// "uninitialized", and systemd is there. Source: systemd 257 src/core/main.c, machine-id(5).
bool is_first_boot(const host::Root& root);

/// The units that presets enable at an image's first boot, as things that what they are wanted by starts. Units that no
/// preset names are enabled. Source: systemd.preset(5), src/shared/install.c.
std::vector<OwnedLink> links_of_presets(const host::Root& root, const UnitDirectories& directories);

}  // namespace yama::units
