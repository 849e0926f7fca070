// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/platform.h"

#include <fcntl.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "observe/config_text.h"

namespace yama {
namespace {

using Init = InitSystem::Kind;
using Generator = Platform::Generator;
using Start = InstalledLoader::Start;

bool is_directory(const host::Root& root, std::string_view path) {
  const host::Attempt<struct stat> status = root.status(path);
  return status.ok() && S_ISDIR(status->st_mode);
}

Generator generator_of(const host::Root& root) {
  if (root.exists("/etc/NIXOS")) {
    return Generator::kNixos;
  }
  return is_directory(root, "/gnu/store") && root.exists_any({"/run/current-system", "/var/guix/profiles/system"})
             ? Generator::kGuix
             : Generator::kNone;
}

/// ostree keeps an image's /etc in /usr/etc and refuses a tree that has both (ostree-sysroot-deploy.c,
/// merge_configuration_from()). openSUSE has packages' files in /usr/etc and no ostree.
bool has_two_etcs(const host::Root& root) {
  return is_directory(root, "/usr/etc") && is_directory(root, "/etc") &&
         root.exists_any({"/ostree", "/sysroot/ostree", "/usr/lib/ostree-boot", "/usr/lib/ostree", "/usr/lib/bootc"});
}

/// Why what is written into the file system mounted at a place is gone with this boot; empty when it stays, none when
/// nothing is mounted there. proc_pid_mountinfo(5): the fifth field is the place, the kind comes after " - ".
std::optional<std::string> loss_by_mount_on(std::string_view mounts, std::string_view place) {
  std::optional<std::string> reason;
  for (const config::Line& line : config::lines_of(mounts)) {
    std::string_view rest = line.text;
    std::string_view point;
    for (int field = 0; field < 5; ++field) {
      const config::WordAndRest split = config::split_word(rest);
      point = split.word;
      rest = split.rest;
    }
    const std::size_t separator = rest.find(" - ");
    if (point != place || separator == std::string_view::npos) {
      continue;
    }
    const std::string_view kind = config::split_word(rest.substr(separator + 3)).word;
    const bool in_run = kind == "overlay" && rest.find("upperdir=/run/") != std::string_view::npos;
    reason = std::string{};  // what is mounted later hides what was there
    if (kind == "tmpfs" || in_run) {
      *reason = std::string(place) + (in_run ? " is an overlay whose changes are kept in /run" : " is a tmpfs");
    }
  }
  return reason;
}

std::string loss_by_mount(const host::Root& root) {
  const host::Attempt<std::string> mounts = root.read("/proc/self/mountinfo");
  if (!mounts.ok()) {
    return {};
  }
  const auto of_etc = loss_by_mount_on(*mounts, "/etc");
  return of_etc ? *of_etc : loss_by_mount_on(*mounts, "/").value_or(std::string{});
}

/// ostree-prepare-root(1), prepare-root.conf: [etc] transient and [root] transient.
std::string loss_by_ostree(const host::Root& root) {
  for (const std::string_view file : {"/etc/ostree/prepare-root.conf", "/usr/lib/ostree/prepare-root.conf"}) {
    const host::Attempt<std::string> bytes = root.read(file);
    if (!bytes.ok()) {
      continue;
    }
    for (const config::Item& item : config::items_of(*bytes)) {
      const bool on = item.value == "true" || item.value == "yes" || item.value == "1";
      if (on && item.key == "transient" && (item.section == "etc" || item.section == "root")) {
        return std::string(file) + ":" + std::to_string(item.line) + " makes /etc transient";
      }
    }
    break;
  }
  return {};
}

bool is_read_only(const host::Root& root, std::string_view path) {
  const host::Attempt<host::UniqueFd> fd = root.open_file(path, O_PATH | O_DIRECTORY);
  struct statvfs file_system = {};
  return fd.ok() && ::fstatvfs(fd->get(), &file_system) == 0 && (file_system.f_flag & ST_RDONLY) != 0;
}

Stage no_loader(StageKind kind, std::string note) {
  return {.kind = kind, .time = StageTime::kInstead, .note = std::move(note)};
}

/// A way in which settings may not be loaded.
Stage doubt(std::string note) {
  Stage stage = no_loader(StageKind::kInit, std::move(note));
  stage.certain = false;
  return stage;
}

}  // namespace

Platform read_platform(const host::Root& root, bool running, const Facts& facts, InstalledLoaders& loaders) {
  Platform platform;
  platform.is_system = root.exists_any({"/etc/os-release", "/usr/lib/os-release"});
  platform.is_empty = !running && !platform.is_system && !root.exists("/etc") && !root.exists("/usr");
  platform.generator = generator_of(root);
  platform.init = read_init_system(root, running, facts, loaders);
  if (platform.generator == Generator::kGuix && !facts.systemd) {
    platform.init = {.kind = Init::kOther, .text = "the Shepherd"};  // started from the store
  }
  find_starts(root, platform.init, loaders);
  platform.etc_in_usr = root.etc_is_in_usr();
  platform.two_etcs = !running && !platform.etc_in_usr && has_two_etcs(root);
  platform.usr_is_read_only = is_read_only(root, "/usr");
  platform.local_is_read_only = is_read_only(root, "/usr/local");
  if (running && facts.container.empty()) {
    platform.etc_is_lost_by = loss_by_mount(root);
    if (platform.etc_is_lost_by.empty()) {
      platform.etc_is_lost_by = loss_by_ostree(root);
    }
  }
  return platform;
}

std::optional<Stage> stage_of(const Platform& platform, const InstalledLoaders& loaders) {
  const InitSystem& init = platform.init;
  if (platform.generator == Generator::kNixos) {
    return no_loader(StageKind::kUnknownLoader,
                     "NixOS makes these files again from its own configuration at each boot");
  }
  if (platform.generator == Generator::kGuix) {
    return no_loader(StageKind::kUnknownLoader, "Guix loads settings from its own configuration and from no file here");
  }
  if (std::ranges::any_of(loaders, [](const InstalledLoader& loader) { return loader.start == Start::kAtBoot; })) {
    return init.doubt.empty() ? std::nullopt : std::optional{doubt(init.doubt)};
  }
  const bool any = std::ranges::any_of(loaders, &InstalledLoader::installed);
  if (init.kind == Init::kOther) {
    return no_loader(StageKind::kUnknownLoader,
                     init.text + " is the init here, and it is not known which loader it runs");
  }
  if (!any && (platform.is_system || platform.is_empty || init.kind != Init::kNone)) {
    return no_loader(StageKind::kUnknownLoader,
                     platform.is_empty ? "this folder holds no system, so nothing there loads settings"
                                       : "no loader is installed here: neither systemd-sysctl nor a command sysctl");
  }
  if (!any) {
    return doubt("no loader and no init is in this folder, so it is not known what loads its settings");
  }
  if (init.kind == Init::kNone) {
    return platform.is_system
               ? std::optional{doubt("no init is in this system, so it is not known what starts sysctl --system")}
               : std::nullopt;
  }
  if (init.kind == Init::kSystemd && init.why_none.empty()) {
    return init.is_certain ? std::optional{doubt("systemd is the init here and systemd-sysctl is not installed, so "
                                                 "perhaps nothing loads settings")}
                           : std::nullopt;
  }
  if (init.why_none.empty()) {
    return no_loader(StageKind::kUnknownLoader, init.text + " is the init here, and no command sysctl is installed");
  }
  return no_loader(StageKind::kInit, init.text + " is the init here, and " + init.why_none);
}

}  // namespace yama
