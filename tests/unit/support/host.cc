// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/host.h"

#include <utility>

namespace yama::test {

Host::Host(const std::string& systemd, const std::string& procps) {
  files_.write("/usr/lib/systemd/systemd-sysctl", "");
  files_.write("/var/lib/dpkg/status",
               "Package: systemd\nStatus: install ok installed\nVersion: " + systemd + "-1\n\n");
  files_.write("/usr/sbin/sysctl", "procps-ng " + procps + "\n");
}

Observation Host::running(Scope value) const {
  Observation seen = std::move(observe(files_.root())).value();
  seen.image = false;
  seen.runtime = {.yama = true, .value = value, .writable = true, .why_not = {}};
  return seen;
}

}  // namespace yama::test
