// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::writers {

/// The lines of tmpfiles.d(5) that write the value, or that make a file of settings with the key in it, when
/// systemd-tmpfiles-setup.service runs them at boot: beside systemd-sysctl, which is in no order with it.
/// `with_systemd`: the host has systemd to start it.
/// Source: systemd 252 to 257, src/tmpfiles/tmpfiles.c parse_line(), write_one_file(), truncate_file().
std::vector<Stage> stages_of_tmpfiles(const host::Root& root, bool with_systemd);

}  // namespace yama::writers
