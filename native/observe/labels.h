// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string_view>
#include <vector>

#include "host/root.h"
#include "observe/stage.h"
#include "sysctl/tree.h"

namespace yama::labels {

/// The settings files that SELinux would not let systemd-sysctl read at the next boot: the policy is enforced
/// (/etc/selinux/config, and no selinux=0 or enforcing=0 on the kernel command line), and the label is one that a file
/// keeps when it is moved there from a home or a temporary folder. systemd-sysctl runs as systemd_sysctl_t, which may
/// read system_conf_t and what every domain may read, such as etc_t, usr_t and lib_t (Fedora's selinux-policy,
/// systemd.te, files.fc; the reference policy likewise).
std::vector<Stage> stages_of_labels(const host::Root& root, const sysctl::Tree& tree, std::string_view command_line);

}  // namespace yama::labels
