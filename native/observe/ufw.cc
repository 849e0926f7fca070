// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/ufw.h"

#include "observe/config_text.h"

namespace yama {

namespace {

constexpr std::string_view kShippedFile = "/etc/ufw/sysctl.conf";

}  // namespace

Ufw read_ufw(const host::Root& root) {
  Ufw ufw;
  ufw.installed = root.exists("/lib/ufw/ufw-init") || root.exists("/usr/lib/ufw/ufw-init");
  const host::Attempt<std::string> conf = root.read("/etc/ufw/ufw.conf");
  if (conf.ok()) {
    const std::string enabled = config::shell_value(*conf, "ENABLED");
    ufw.enabled = enabled == "yes" || enabled == "YES";
  }
  const host::Attempt<std::string> defaults = root.read("/etc/default/ufw");
  if (defaults.ok()) {
    ufw.file = config::shell_value(*defaults, "IPT_SYSCTL");
    if (!ufw.file.empty() && ufw.file.front() != '/') {
      ufw.file.insert(0, 1, '/');  // its start script runs in "/"
    }
  } else if (root.exists(kShippedFile)) {
    ufw.file = kShippedFile;
  }
  return ufw;
}

std::optional<Stage> stage_of(const Ufw& ufw) {
  if (!ufw.installed || ufw.file.empty()) {
    return std::nullopt;
  }
  return Stage{.kind = StageKind::kUfw,
               .time = StageTime::kAfter,
               .file = ufw.file,
               .active = ufw.enabled,
               .note = "ufw",
               .loads = sysctl::SettingsLoad{.files = {ufw.file}}};
}

}  // namespace yama
