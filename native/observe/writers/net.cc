// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/net.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "host/search.h"
#include "observe/config_text.h"
#include "observe/writers/script_stage.h"
#include "observe/writers/tmpfiles.h"
#include "unit/script_effect.h"
#include "unit/unit.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Root;

constexpr std::string_view kNeedle = "ptrace_scope";

/// Where the net reaches, with all folders below.
constexpr std::string_view kPlaces[] = {
    "/etc",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/local/lib",
    "/usr/local/libexec",
    "/usr/local/etc",
    "/usr/lib/systemd/system",
    "/usr/lib/systemd/system-generators",
    "/usr/lib/systemd/system-sleep",
    "/usr/lib/systemd/system-shutdown",
    "/usr/lib/systemd/scripts",
    "/usr/lib/tmpfiles.d",
    "/usr/lib/udev",
    "/usr/lib/NetworkManager",
    "/usr/lib/networkd-dispatcher",
    "/usr/lib/dracut/modules.d",
    "/usr/lib/kernel",
    "/usr/lib/modprobe.d",
    "/usr/lib/dhcpcd",
    "/usr/lib/pm-utils",
    "/usr/lib/bootc",
    "/usr/lib/init",
    "/usr/share/initramfs-tools",
    "/lib/systemd/system",
    "/lib/systemd/system-generators",
    "/lib/systemd/system-sleep",
    "/lib/systemd/system-shutdown",
    "/lib/udev",
    "/lib/modprobe.d",
    "/lib/dhcpcd",
    "/lib/init",
    "/var/spool/cron",
    "/var/spool/at",
    "/var/lib/cloud/scripts",
    "/var/lib/cloud/seed",
    "/var/lib/lxc",
    "/root/bin",
};

/// What is left out: libraries of languages; the loaders' own files, which are read as such; settings of programs that
/// read or watch the value, or that cannot write it, since a container's own sysctls are refused by the engines.
constexpr std::string_view kSkipped[] = {
    "dist-packages",
    "site-packages",
    "node_modules",
    "gems",
    ".git",
    "/etc/sysctl.d",
    "/usr/local/lib/sysctl.d",
    "/etc/tuned",
    "/etc/systemd/user",
    "/etc/ssl",
    "/etc/pki",
    "/etc/selinux",
    "/etc/apparmor.d",
    "/etc/apparmor",
    "/etc/audit",
    "/etc/aide",
    "/etc/lynis",
    "/etc/osquery",
    "/etc/fonts",
    "/etc/X11",
    "/etc/vim",
    "/etc/alternatives",
    "/etc/bash_completion.d",
    "/etc/logcheck",
    "/etc/gdb",
    "/etc/containers/containers.conf.d",
    "/usr/lib/udev/hwdb.d",
    "/lib/udev/hwdb.d",
    "/var/lib/lxc/rootfs",
};

constexpr std::string_view kSkippedFiles[] = {"/etc/sysctl.conf", "/etc/containers/containers.conf"};

/// Endings of copies that nothing reads, and of texts for people.
constexpr std::string_view kUnread[] = {"~",        ".bak",    ".orig",    ".old",     ".save",     ".swp",
                                        ".rpmsave", ".rpmnew", ".rpmorig", ".ucf-old", ".ucf-dist", ".ucf-new",
                                        ".md",      ".rst",    ".html",    ".gz"};

bool is_unread(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.starts_with("README") || name.find(".dpkg-") != std::string_view::npos ||
         std::any_of(std::begin(kUnread), std::end(kUnread), [path](auto ending) { return path.ends_with(ending); });
}

bool is_container_root(std::string_view path) {
  return path.starts_with("/var/lib/lxc/") && path.find("/rootfs/") != std::string_view::npos;
}

/// A line that names the value.
struct Finding {
  std::size_t line = 0;
  std::string text = {};
};

/// The first line that names it and is no comment: '#' or ';' begins one in every kind of file that is kept here.
std::optional<Finding> first_finding(std::string_view bytes) {
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const std::string_view whole = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(whole.size() + 1, bytes.size()));
    const std::string_view line = config::trim(whole);
    if (line.find(kNeedle) == std::string_view::npos || line.starts_with('#') || line.starts_with(';')) {
      continue;
    }
    return Finding{.line = number, .text = std::string(line.substr(0, 200))};
  }
  return std::nullopt;
}

bool is_shell_script(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  return line.starts_with("#!") && line.find("sh") != std::string_view::npos;
}

/// A script of sysvinit's that no link of a runlevel leads to, or else it would be explained. "S20name" and "rcS" may
/// be started by their names (busybox), and OpenRC starts what a started script needs.
bool is_idle_init_script(const Root& root, std::string_view path) {
  if (root.exists("/sbin/openrc-run")) {
    return false;
  }
  for (const std::string_view directory : {"/etc/init.d/", "/etc/rc.d/init.d/"}) {
    if (path.starts_with(directory)) {
      path.remove_prefix(directory.size());
      return path.find('/') == std::string_view::npos && !path.starts_with('S') && !path.starts_with("rc");
    }
  }
  return false;
}

/// A unit's file or drop-in: what systemd makes of it, the readers of units have judged, also where it is masked.
bool is_read_by_systemd(std::string_view path) {
  constexpr std::string_view kEndings[] = {".service", ".timer",     ".socket", ".path", ".target",
                                           ".mount",   ".automount", ".slice",  ".swap", ".conf"};
  return unit::is_unit_path(path) && std::any_of(std::begin(kEndings), std::end(kEndings),
                                                 [path](std::string_view ending) { return path.ends_with(ending); });
}

std::optional<Stage> stage_of(const Root& root, const std::string& path) {
  const Attempt<std::string> bytes = root.read(path);
  const Runner runner{.kind = StageKind::kUnexplained, .note = "a file whose use is not known", .sure = false};
  if (!bytes.ok()) {
    return doubt(runner, path, 0, {});
  }
  if (is_shell_script(*bytes)) {
    const unit::ScriptEffect found = unit::read_script(*bytes);
    return found.effect.touches ? std::optional{writers::stage_of(runner, path, found)} : std::nullopt;
  }
  auto finding = first_finding(*bytes);
  return finding ? std::optional{doubt(runner, path, finding->line, std::move(finding->text))} : std::nullopt;
}

}  // namespace

std::vector<std::string> files_in_net(const Root& root) {
  std::set<std::string, std::less<>> places;  // by where their links end: /lib may be /usr/lib
  for (const std::string_view place : kPlaces) {
    const Attempt<host::Place> end = root.place_of(place);
    if (end.ok() && end->exists) {
      places.insert(end->path);
    }
  }
  std::vector<std::string> all;
  for (const std::string& place : places) {
    std::vector<std::string> files = host::files_with(root, place, kNeedle, kSkipped);
    std::erase_if(files, [](const std::string& path) {
      return is_unread(path) || is_container_root(path) ||
             std::find(std::begin(kSkippedFiles), std::end(kSkippedFiles), path) != std::end(kSkippedFiles);
    });
    all.insert(all.end(), std::make_move_iterator(files.begin()), std::make_move_iterator(files.end()));
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<Stage> stages_of_net(const Root& root, const std::vector<std::string>& files, const Explained& explained) {
  std::vector<Stage> stages;
  for (const std::string& path : files) {
    auto stage = explained.contains(path) || is_read_by_tmpfiles(path) || is_read_by_systemd(path)
                     ? std::nullopt
                     : stage_of(root, path);
    if (stage && is_idle_init_script(root, path)) {
      stage->kind = StageKind::kBootScript;
      stage->active = false;
      stage->note = "an init script that no runlevel starts";
    }
    if (stage) {
      stages.push_back(*std::move(stage));
    }
  }
  return stages;
}

}  // namespace yama::writers
