// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <string>

#include "status/forecast.h"
#include "sysctl/loader.h"

namespace yama::test {

inline constexpr sysctl::Loader kSystemd = sysctl::Loader::kSystemd;
inline constexpr sysctl::Loader kProcps = sysctl::Loader::kProcps;

/// Those of a host with systemd.
inline constexpr std::array kBoth = {kSystemd, kProcps};

/// A boot with these versions; "" stands for one that cannot be read.
inline BootConditions with_versions(const std::string& systemd, const std::string& procps) {
  BootConditions conditions;
  conditions.versions[kSystemd] = systemd;
  conditions.versions[kProcps] = procps;
  return conditions;
}

}  // namespace yama::test
