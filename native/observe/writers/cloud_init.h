// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::writers {

/// What cloud-init is told to do with the value: lines of its configuration, of the data that it was given and keeps,
/// and its scripts that name the key or load settings. Each is a doubt, for when a module runs (once, for each
/// instance, at each boot) is not followed. Nothing counts when /etc/cloud/cloud-init.disabled is there.
/// Source: cloud-init 22.4 to 25.1, doc/rtd/reference/base_config_reference.rst and explanation/vendordata.
std::vector<Stage> stages_of_cloud_init(const host::Root& root);

}  // namespace yama::writers
