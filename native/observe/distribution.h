// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "host/root.h"

namespace yama::distribution {

/// What os-release(5) says of a system; empty where it says nothing.
struct OsRelease {
  std::string id = {};
  std::string version_id = {};
  std::string platform_id = {};
  std::string name = {};
  std::string pretty_name = {};
};

OsRelease read_os_release(const host::Root& root);

/// Whose builds of the loaders a host has, in the words of sysctl/build.h: "el8.10", "fc36", "amzn2023", "sle15.4";
/// empty for a distribution that changes nothing about them; "any" when there is no os-release(5) that tells.
std::string vendor_of(const host::Root& root);

/// The same of os-release's text.
std::string vendor_in(std::string_view os_release);

}  // namespace yama::distribution
