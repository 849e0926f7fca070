// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/scope.h"
#include "observe/observation.h"

namespace yama::judge {

/// Whether it is Red Hat Enterprise Linux of this major release, for which DISA publishes a guide.
bool is_rhel(const System& system, std::string_view major);

/// Whether CIS publishes a benchmark for a system of this kind.
bool has_cis_benchmark(const System& system);

/// What a data stream of ComplianceAsCode's has of the rule sysctl_kernel_yama_ptrace_scope.
struct Stream {
  std::string_view name;  ///< "rhel9", as in ssg-rhel9-ds.xml
  /// /lib/sysctl.d counts as a place of the administrator's: oval.template leaves it out for some products only.
  bool lib_is_users;
  bool ufw_is_users;  ///< so does /etc/ufw/sysctl.conf
  Scope most;         ///< the greatest value that is right; the least is 1
};

/// The stream for a system; none where no stream for it has the rule. Of release 0.1.82.
std::optional<Stream> stream_for(const System& system);

}  // namespace yama::judge
