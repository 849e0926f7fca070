// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/cloud_init.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/config_text.h"
#include "observe/writers/script_stage.h"
#include "unit/sysctl_command.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Root;

constexpr std::string_view kData = "/var/lib/cloud/";

bool is_all_settings(std::string_view line) {
  return line.find("sysctl") != std::string_view::npos && line.find("--system") != std::string_view::npos;
}

class CloudReader {
 public:
  explicit CloudReader(const Root& root)
      : root_(root),
        runner_{.kind = StageKind::kCloudInit,
                .note = "cloud-init",
                .active = !root.exists("/etc/cloud/cloud-init.disabled"),
                .sure = false} {}

  std::vector<Stage> read() && {
    add_lines("/etc/cloud/cloud.cfg");
    for (const std::string_view directory : {"/etc/cloud/cloud.cfg.d", "/run/cloud-init/cloud.cfg.d"}) {
      for (const std::string& path : files_in(root_, directory)) {
        if (path.ends_with(".cfg")) {
          add_lines(path);
        }
      }
    }
    const std::string instance = std::string(kData) + "instance/";
    for (const std::string_view name : {"cloud-config.txt", "user-data.txt", "vendor-data.txt",
                                        "vendor-cloud-config.txt", "vendor2-cloud-config.txt"}) {
      add_lines(instance + std::string(name));
    }
    for (const std::string_view name : {"nocloud", "nocloud-net"}) {
      for (const std::string& path : files_in(root_, std::string(kData) + "seed/" + std::string(name))) {
        add_lines(path);
      }
    }
    for (const std::string_view directory : {"instance/scripts", "instance/scripts/vendor", "scripts/per-boot",
                                             "scripts/per-instance", "scripts/per-once", "scripts/vendor"}) {
      for (const std::string& path : files_in(root_, std::string(kData) + std::string(directory))) {
        append(stages_, stages_of_script(root_, runner_, path));
      }
    }
    return std::move(stages_);
  }

 private:
  void add_lines(const std::string& path) {
    const Attempt<std::string> bytes = root_.read(path, limit::kText);
    if (!bytes.ok() || bytes->find('\0') != std::string::npos) {
      return;
    }
    for (const config::Line& line : config::lines_of(*bytes)) {
      if (unit::names_key(line.text)) {
        stages_.push_back(doubt(runner_, path, line.number, std::string(line.text)));
      } else if (is_all_settings(line.text)) {
        stages_.push_back(doubt(runner_, path, line.number, std::string(line.text)));
        stages_.back().loads = sysctl::SettingsLoad{};
      }
    }
  }

  const Root& root_;
  Runner runner_;
  std::vector<Stage> stages_;
};

}  // namespace

std::vector<Stage> stages_of_cloud_init(const Root& root) { return CloudReader(root).read(); }

}  // namespace yama::writers
