// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/root.h"

namespace yama::units {

/// The releases of the kernels of which the next boot starts one. `next` has for each way in which the boot may go the
/// texts that may be its kernel's release, the first that has files here counts; when one of them is not known, or
/// there are none, it is every kernel that has files in /boot or modules. At least one: without any kernel a name that
/// no file has.
std::vector<std::string> kernel_releases(const host::Root& root, const std::vector<std::vector<std::string>>& next);

/// Whether a file is the settings that SUSE's kernel packages bring: /boot/sysctl.conf-RELEASE, and since the merge of
/// /usr /usr/lib/modules/RELEASE/sysctl.conf.
bool is_kernel_settings(std::string_view path);

}  // namespace yama::units
