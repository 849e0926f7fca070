// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "observe/observation.h"

namespace yama::writers {

/// What an image brings to the next boot or to a later one: kernel arguments that become part of a boot loader's
/// configuration (bootc's kargs.d; GRUB's and kernel-install's defaults, where the configuration of the next boot is
/// made of others), and systemd's extension images, which may hold settings of their own.
/// Sources: bootc 1.1 lib/src/bootc_kargs.rs; kernel-install(8); systemd-sysext(8) of systemd 257.
std::vector<Stage> stages_of_image_settings(const host::Root& root, const Observation& seen);

}  // namespace yama::writers
