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

using Init = Platform::Init;
using Generator = Platform::Generator;
using sysctl::Loader;

bool is_directory(const host::Root& root, std::string_view path) {
  const host::Attempt<struct stat> status = root.status(path);
  return status.ok() && S_ISDIR(status->st_mode);
}

bool exists_any(const host::Root& root, std::initializer_list<std::string_view> paths) {
  return std::ranges::any_of(paths, [&root](std::string_view path) { return root.exists(path); });
}

/// Debian's and Devuan's: /etc/rcS.d/S03procps leads to /etc/init.d/procps, which runs `sysctl --system`.
bool starts_procps(const host::Root& root) {
  for (const std::string_view directory : {"/etc/rcS.d", "/etc/rc2.d"}) {
    const host::Attempt<std::vector<host::Name>> names = root.list(directory);
    for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
      const std::string& name = (*names)[i].name;
      if (name.starts_with('S') && name.ends_with("procps")) {
        return true;
      }
    }
  }
  return false;
}

/// Traces of an init in a folder without /sbin/init.
std::string_view trace_of_init(const host::Root& root) {
  struct Trace {
    std::string_view path;
    std::string_view text;
  };
  constexpr std::array kTraces = {Trace{"/etc/runlevels", "OpenRC"}, Trace{"/sbin/openrc-run", "OpenRC"},
                                  Trace{"/etc/runit", "runit"},      Trace{"/etc/s6", "s6"},
                                  Trace{"/etc/dinit.d", "dinit"},    Trace{"/etc/inittab", "the init of /etc/inittab"}};
  const auto* const found =
      std::ranges::find_if(kTraces, [&root](const Trace& trace) { return root.exists(trace.path); });
  return found == kTraces.end() ? std::string_view{} : found->text;
}

void read_init_on_disk(const host::Root& root, const InstalledLoaders& loaders, Platform& platform) {
  constexpr std::string_view kInit = "/sbin/init";
  const bool has_systemd =
      loaders[Loader::kSystemd].installed || exists_any(root, {"/usr/lib/systemd/systemd", "/lib/systemd/systemd"});
  const host::Attempt<host::Place> end = root.place_of(kInit);
  if (end.ok() && end->exists) {
    if (end->name == "systemd") {
      return;
    }
    const bool sysv = loaders[Loader::kProcps].installed && starts_procps(root);
    platform.init = sysv ? Init::kSysvWithProcps : Init::kOther;
    platform.init_text = (end->name == "init" ? "" : end->path + " as ") + std::string{kInit};
  } else if (!has_systemd) {
    const std::string_view trace = trace_of_init(root);
    platform.init = trace.empty() ? Init::kNone : Init::kOther;
    platform.init_text = trace;
  }
}

/// WSL without `systemd=true` in /etc/wsl.conf: Microsoft's kernel, and a program of its own as PID 1.
bool is_wsl(const host::Root& root) {
  const host::Attempt<std::string> release = root.read("/proc/sys/kernel/osrelease");
  return release.ok() && (release->find("icrosoft") != std::string::npos || release->find("WSL") != std::string::npos);
}

Generator generator_of(const host::Root& root) {
  if (root.exists("/etc/NIXOS")) {
    return Generator::kNixos;
  }
  return is_directory(root, "/gnu/store") && exists_any(root, {"/run/current-system", "/var/guix/profiles/system"})
             ? Generator::kGuix
             : Generator::kNone;
}

/// ostree keeps an image's /etc in /usr/etc and refuses a tree that has both (ostree-sysroot-deploy.c,
/// merge_configuration_from()). openSUSE has packages' files in /usr/etc and no ostree.
bool has_two_etcs(const host::Root& root) {
  return is_directory(root, "/usr/etc") && is_directory(root, "/etc") &&
         exists_any(root, {"/ostree", "/sysroot/ostree", "/usr/lib/ostree-boot", "/usr/lib/ostree", "/usr/lib/bootc"});
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

Stage no_loader(std::string note) {
  return {.kind = StageKind::kInit, .time = StageTime::kInstead, .note = std::move(note)};
}

}  // namespace

Platform read_platform(const host::Root& root, bool running, const Facts& facts, const InstalledLoaders& loaders) {
  Platform platform;
  platform.is_system = exists_any(root, {"/etc/os-release", "/usr/lib/os-release"});
  if (!facts.systemd) {
    read_init_on_disk(root, loaders, platform);
    if (running && facts.container.empty() && is_wsl(root)) {
      platform.init = Init::kOther;
      platform.init_text = "the init of WSL";
    }
  }
  platform.generator = generator_of(root);
  if (platform.generator == Generator::kGuix && !facts.systemd) {
    platform.init = Init::kOther;  // the Shepherd, started from the store
  }
  platform.etc_in_usr = root.etc_is_in_usr();
  platform.two_etcs = !running && has_two_etcs(root);
  platform.usr_is_read_only = is_read_only(root, "/usr");
  if (running && facts.container.empty()) {
    platform.etc_is_lost_by = loss_by_mount(root);
    if (platform.etc_is_lost_by.empty()) {
      platform.etc_is_lost_by = loss_by_ostree(root);
    }
  }
  return platform;
}

std::optional<Stage> stage_of(const Platform& platform, const InstalledLoaders& loaders) {
  const bool systemd = loaders[Loader::kSystemd].installed;
  const bool any = systemd || loaders[Loader::kProcps].installed;
  switch (platform.init) {
    case Init::kSysvWithProcps:
      return std::nullopt;
    case Init::kOther:
      return no_loader(platform.generator == Generator::kGuix
                           ? "Guix loads settings from its own configuration and from no file here"
                           : platform.init_text + " is the init here, not systemd, and no loader is known to run");
    case Init::kSystemd:
    case Init::kNone:
      break;
  }
  if (any && (systemd || (platform.init == Init::kNone && !platform.is_system))) {
    return std::nullopt;
  }
  if (any && platform.init == Init::kNone) {
    Stage doubt = no_loader("no init is in this system, so it is not known what starts sysctl --system");
    doubt.certain = false;
    return doubt;
  }
  if (any) {
    Stage doubt = no_loader(
        "systemd is the init here and systemd-sysctl is not installed, so it may be that nothing loads settings");
    doubt.certain = false;
    return doubt;
  }
  if (platform.init == Init::kSystemd || platform.is_system) {
    return no_loader("no loader is installed here: neither systemd-sysctl nor procps sysctl");
  }
  Stage doubt = no_loader("no loader and no init is in this folder, so it is not known what loads its settings");
  doubt.certain = false;
  return doubt;
}

}  // namespace yama
