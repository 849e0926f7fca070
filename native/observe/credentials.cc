// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/credentials.h"

#include <array>
#include <cerrno>
#include <string_view>

#include "sysctl/behaviour.h"

namespace yama::services {
namespace {

constexpr std::array<std::string_view, 3> kEncrypted = {"/etc/credstore.encrypted/", "/run/credstore.encrypted/",
                                                        "/usr/lib/credstore.encrypted/"};
constexpr std::array<std::string_view, 3> kOnPartition = {"/boot/loader/credentials/", "/efi/loader/credentials/",
                                                          "/boot/efi/loader/credentials/"};

bool lasts(std::string_view path) { return !path.starts_with("/run/"); }

}  // namespace

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
