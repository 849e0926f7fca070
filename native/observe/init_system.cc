// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/init_system.h"

#include <array>
#include <string_view>

namespace yama {
namespace {

using Kind = InitSystem::Kind;
using sysctl::Loader;

constexpr std::string_view kInit = "/sbin/init";
constexpr std::string_view kInittab = "/etc/inittab";

/// WSL without `systemd=true` in /etc/wsl.conf: Microsoft's kernel, and a program of its own as PID 1.
bool is_wsl(const host::Root& root) {
  const host::Attempt<std::string> release = root.read("/proc/sys/kernel/osrelease");
  return release.ok() && (release->find("icrosoft") != std::string::npos || release->find("WSL") != std::string::npos);
}

/// sysvinit and busybox' init read inittab(5); Alpine's and Gentoo's have OpenRC started there.
bool inittab_starts_openrc(const host::Root& root) {
  for (const std::string_view file :
       {kInittab, std::string_view{"/etc/init.d/rcS"}, std::string_view{"/etc/init.d/rc"}}) {
    const host::Attempt<std::string> text = root.read(file);
    if (text.ok() && text->find("openrc ") != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// What is left of it in /etc does not count where inittab starts something else.
bool has_openrc(const host::Root& root) {
  return root.exists(kInittab) ? inittab_starts_openrc(root) : root.exists("/etc/runlevels");
}

/// What the program at the end of /sbin/init's links is.
InitSystem init_of_program(const host::Root& root, const host::Place& end) {
  const std::string as_init = (end.name == "init" ? "" : end.path + " as ") + std::string{kInit};
  if (end.name == "systemd") {
    return {.kind = Kind::kSystemd, .text = "systemd"};
  }
  if (end.name == "openrc-init" || ((end.name == "init" || end.name == "busybox") && has_openrc(root))) {
    return {.kind = Kind::kOpenrc, .text = "OpenRC"};
  }
  if (end.name.starts_with("runit")) {
    return {.kind = Kind::kRunit, .text = "runit"};
  }
  const bool has_scripts = root.exists_any({kInittab, "/etc/rcS.d", "/etc/init.d/rcS"});
  if ((end.name == "init" || end.name == "busybox") && has_scripts) {
    return {.kind = Kind::kSysv, .text = end.name == "busybox" ? "busybox' init" : "sysvinit"};
  }
  return {.kind = Kind::kOther, .text = as_init};
}

/// In a folder without /sbin/init.
InitSystem init_of_traces(const host::Root& root, const InstalledLoaders& loaders) {
  if (root.exists_any({"/usr/lib/systemd/systemd", "/lib/systemd/systemd"})) {
    return {.kind = Kind::kSystemd, .text = "systemd"};
  }
  if (loaders[Loader::kSystemd].installed) {
    return {.kind = Kind::kSystemd, .is_certain = false, .text = "systemd"};
  }
  struct Trace {
    std::string_view path;
    Kind kind;
    std::string_view text;
  };
  constexpr std::array kTraces = {
      Trace{"/etc/runlevels", Kind::kOpenrc, "OpenRC"}, Trace{"/sbin/openrc-run", Kind::kOpenrc, "OpenRC"},
      Trace{"/etc/runit", Kind::kRunit, "runit"},       Trace{"/etc/s6", Kind::kOther, "s6"},
      Trace{"/etc/dinit.d", Kind::kOther, "dinit"},     Trace{"/etc/inittab", Kind::kSysv, "the init of /etc/inittab"}};
  const auto* const found =
      std::ranges::find_if(kTraces, [&root](const Trace& trace) { return root.exists(trace.path); });
  return found == kTraces.end() ? InitSystem{.kind = Kind::kNone}
                                : InitSystem{.kind = found->kind, .text = std::string{found->text}};
}

}  // namespace

InitSystem read_init_system(const host::Root& root, bool running, const Facts& facts, const InstalledLoaders& loaders) {
  if (facts.systemd) {
    return {.kind = Kind::kSystemd, .text = "systemd"};
  }
  if (running && facts.container.empty() && is_wsl(root)) {
    return {.kind = Kind::kOther, .text = "WSL's own program"};
  }
  const host::Attempt<host::Place> end = root.place_of(kInit);
  if (end.ok() && end->exists) {
    return init_of_program(root, *end);
  }
  if (!end.ok() && root.place_of_link(kInit).ok() && root.place_of_link(kInit)->exists) {
    return {.kind = Kind::kOther, .text = "the link " + std::string{kInit} + ", which leads nowhere,"};
  }
  return init_of_traces(root, loaders);
}

}  // namespace yama
