// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::writers {

/// Scripts and rules that something else starts when it has a reason to: udev's rules, the hooks of NetworkManager,
/// ifupdown, dhclient and ppp, systemd's at sleep and shutdown and its generators, the scripts of an initramfs, those
/// of a login shell. Each is a doubt, with its value where that can be known.
/// Sources: systemd src/udev/udev-rules.c; NetworkManager-dispatcher(8); interfaces(5); initramfs-tools(7).
std::vector<Stage> stages_of_hooks(const host::Root& root);

}  // namespace yama::writers
