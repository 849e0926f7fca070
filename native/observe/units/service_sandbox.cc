// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/service_sandbox.h"

#include <algorithm>
#include <array>
#include <string>

namespace yama::units {
namespace {

using unit::PlacedSetting;

/// Settings that may matter, by how they begin.
constexpr std::array<std::string_view, 24> kWeighty = {
    "LoadCredential", "SetCredential", "ImportCred", "Protect", "ReadOnly",   "Inaccessible", "Capability", "Private",
    "User",           "Dynamic",       "Root",       "SystemC", "ProcSubset", "BindPaths",    "BindRead",   "Temporary",
    "SELinux",        "AppArmor",      "Smack",      "NoExec",  "ExecPaths",  "ExecSearch",   "Type",       "Mount"};

/// Those among them that leave /proc/sys, the files of settings and the capability as they are.
constexpr std::array<std::string_view, 16> kHarmless = {
    "ProtectHome",       "ProtectSystem",        "ProtectHostname",       "ProtectClock",
    "ProtectKernelLogs", "ProtectKernelModules", "ProtectProc",           "PrivateTmp",
    "PrivateDevices",    "PrivateNetwork",       "ProtectControlGroups",  "PrivateIPC",
    "PrivateMounts",     "SystemCallLog",        "SystemCallErrorNumber", "SystemCallArchitectures"};

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool is_no(std::string_view value) { return is_one_of(value, {"no", "false", "off", "0", "n", "f"}); }

bool is_harmless(std::string_view key, std::string_view value) {
  if (std::find(kHarmless.begin(), kHarmless.end(), key) != kHarmless.end()) {
    return true;
  }
  if (key == "CapabilityBoundingSet") {
    return value.starts_with('~') == (value.find("CAP_SYS_PTRACE") == std::string_view::npos);
  }
  if (key == "LoadCredential" || key == "ImportCredential") {
    return is_one_of(value, {"sysctl.extra", "sysctl.*"});
  }
  return is_no(value) || value == "all" || (key == "Type" && value == "oneshot") ||
         (key == "User" && is_one_of(value, {"root", "0"}));
}

}  // namespace

const PlacedSetting* obstacle_in_sandbox(const unit::UnitSettings& settings, bool (*is_vendors)(std::string_view)) {
  for (const PlacedSetting& placed : settings.all()) {
    const std::string& key = placed.setting.key;
    const bool weighty = placed.setting.section == "Service" &&
                         std::any_of(kWeighty.begin(), kWeighty.end(),
                                     [&key](std::string_view prefix) { return key.starts_with(prefix); });
    const bool is_drop_in = placed.file.find(".d/") != std::string::npos;
    if (!weighty || (is_vendors(placed.file) && !is_drop_in) || is_harmless(key, placed.setting.value)) {
      continue;
    }
    const auto counting = settings.list("Service", key);  // those that no empty assignment takes back
    const bool taken_back = std::find(counting.begin(), counting.end(), &placed) == counting.end();
    if (!taken_back && !is_no(settings.last("Service", key))) {
      return &placed;
    }
  }
  return nullptr;
}

}  // namespace yama::units
