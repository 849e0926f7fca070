// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/loader_service.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "observe/config_text.h"
#include "sysctl/predict.h"

namespace yama::services {
namespace {

constexpr std::string_view kUnit = "systemd-sysctl.service";

/// Where administrators put units, the strongest first; /run is empty after the reboot.
constexpr std::string_view kUnitDirectories[] = {"/etc/systemd/system/", "/run/systemd/system/",
                                                 "/usr/local/lib/systemd/system/"};
constexpr std::string_view kDropIns[] = {"/etc/systemd/system/systemd-sysctl.service.d",
                                         "/run/systemd/system/systemd-sysctl.service.d",
                                         "/usr/lib/systemd/system/systemd-sysctl.service.d",
                                         "/etc/systemd/system/service.d", "/usr/lib/systemd/system/service.d"};

/// Settings that may keep the service from running, from reading its files or from writing, or that bring settings.
constexpr std::string_view kWeighty[] = {"Condition",  "Assert",  "Exec",     "LoadCredential", "SetCredential",
                                         "ImportCred", "Protect", "ReadOnly", "Capability",     "Private",
                                         "User",       "Dynamic", "Root",     "SystemCall",     "ProcSubset"};

constexpr std::string_view kEncrypted[] = {"/etc/credstore.encrypted/", "/run/credstore.encrypted/",
                                           "/usr/lib/credstore.encrypted/"};
constexpr std::string_view kOnPartition[] = {"/boot/loader/credentials/", "/efi/loader/credentials/",
                                             "/boot/efi/loader/credentials/"};

bool lasts(std::string_view path) { return !path.starts_with("/run/"); }

Stage stage_of(std::string file, std::string note) {
  Stage stage{.kind = StageKind::kLoaderService,
              .time = StageTime::kInstead,
              .file = std::move(file),
              .text = {},
              .note = std::move(note),
              .loader = sysctl::Loader::kSystemd};
  stage.active = lasts(stage.file);
  return stage;
}

/// The strongest unit file that stands before the package's.
std::vector<Stage> stages_of_unit_files(const host::Root& root) {
  for (const std::string_view directory : kUnitDirectories) {
    const std::string file = std::string(directory).append(kUnit);
    const auto target = root.read_link(file);
    const bool to_null = target.ok() && target->ends_with("/dev/null");  // an image has no devices before it boots
    const auto status = to_null ? host::Attempt<struct stat>(host::Errno{0}) : root.status(file);
    if (!to_null && !status.ok()) {
      continue;
    }
    Stage stage = stage_of(file, "systemd-sysctl.service is masked");
    if (!to_null && status->st_size > 0) {
      stage.note = "systemd-sysctl.service is replaced by another unit file";
      stage.certain = false;
    }
    return {std::move(stage)};
  }
  return {};
}

bool is_weighty(std::string_view key) {
  return std::any_of(std::begin(kWeighty), std::end(kWeighty),
                     [key](std::string_view prefix) { return key.starts_with(prefix); });
}

void add_drop_in(const std::string& file, std::string_view bytes, std::vector<Stage>& stages) {
  for (const config::Item& item : config::items_of(bytes)) {
    if (is_weighty(item.key)) {
      Stage stage = stage_of(file, "systemd-sysctl.service is changed by a drop-in");
      stage.line = item.line;
      stage.text = std::string(item.key) + "=" + std::string(item.value);
      stage.certain = false;
      stages.push_back(std::move(stage));
      return;
    }
  }
}

}  // namespace

std::vector<Stage> stages_of_loader_service(const host::Root& root) {
  std::vector<Stage> stages = stages_of_unit_files(root);
  for (const std::string_view directory : kDropIns) {
    const auto names = root.list(directory);
    for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
      const std::string file = std::string(directory) + "/" + (*names)[i].name;
      if (const auto bytes = root.read(file); bytes.ok() && file.ends_with(".conf")) {
        add_drop_in(file, *bytes, stages);
      }
    }
  }
  return stages;
}

std::vector<Stage> stages_of_credentials(const host::Root& root, const std::string& systemd_version) {
  std::vector<Stage> stages;
  if (!sysctl::behaviours_of(sysctl::Loader::kSystemd, systemd_version).back().credential) {
    return stages;
  }
  const auto look_for = [&](const std::string& path, std::string_view note) {
    const auto status = root.status(path);
    if (status.ok() || status.error() == EACCES) {
      stages.push_back({.kind = StageKind::kCredential,
                        .time = StageTime::kAfter,
                        .file = path,
                        .text = {},
                        .active = lasts(path),
                        .certain = false,
                        .note = std::string(status.ok() ? note : "a credential that only root can look for")});
    }
  };
  for (const std::string_view directory : kEncrypted) {
    look_for(std::string(directory) + "sysctl.extra", "an encrypted credential with settings");
  }
  for (const std::string_view directory : kOnPartition) {
    look_for(std::string(directory) + "sysctl.extra.cred", "an encrypted credential with settings");
  }
  return stages;
}

}  // namespace yama::services
