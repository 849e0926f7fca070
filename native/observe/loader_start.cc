// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "observe/config_text.h"
#include "observe/init_system.h"
#include "observe/loader_service.h"
#include "sysctl/build.h"
#include "sysctl/script.h"

namespace yama {
namespace {

using Kind = InitSystem::Kind;
using Start = InstalledLoader::Start;
using sysctl::Loader;
using Does = sysctl::ScriptText::Does;

constexpr std::string_view kRcs = "/etc/init.d/rcS";

/// A script that the init runs at boot.
struct BootScript {
  std::string path;
  std::string started_by;
};

bool is_about_sysctl(std::string_view name) {
  return name.find("sysctl") != std::string_view::npos || name.find("procps") != std::string_view::npos;
}

/// A script that is there and may be executed: rc(8) and openrc-run(8) start no others, runit sources its own.
bool may_run(const host::Root& root, const std::string& path, Kind kind) {
  const host::Attempt<struct stat> status = root.status(path);
  return status.ok() && S_ISREG(status->st_mode) && (kind == Kind::kRunit || (status->st_mode & 0111U) != 0);
}

void add_scripts(const host::Root& root, std::string_view directory, std::string_view prefix, std::string_view by,
                 std::vector<BootScript>& scripts, Kind kind = Kind::kSysv) {
  const host::Attempt<std::vector<host::Name>> names = root.list(directory);
  for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
    const std::string& name = (*names)[i].name;
    std::string path = std::string(directory).append("/").append(name);
    if (name.starts_with(prefix) && is_about_sysctl(name) && (kind != Kind::kRunit || name.ends_with(".sh")) &&
        may_run(root, path, kind)) {
      scripts.push_back({.path = std::move(path), .started_by = std::string{by}});
    }
  }
}

/// The words after "openrc" in a text: `/sbin/openrc boot`.
void add_levels(std::string_view text, std::vector<std::string>& levels) {
  constexpr std::array<std::string_view, 6> kNeverAtBoot = {"off",      "shutdown", "reboot",
                                                            "recovery", "single",   "nonetwork"};
  constexpr std::string_view kProgram = "openrc ";
  for (const config::Line& line : config::lines_of(text)) {
    for (std::size_t at = line.text.find(kProgram); at != std::string_view::npos && !line.text.starts_with('#');
         at = line.text.find(kProgram, at + 1)) {
      const std::string_view level = config::split_word(line.text.substr(at + kProgram.size())).word;
      if (std::ranges::find(kNeverAtBoot, level) == kNeverAtBoot.end()) {
        levels.emplace_back(level);
      }
    }
  }
}

/// The runlevels that a boot enters: those that inittab and the scripts in it name, or what openrc-init enters.
std::vector<std::string> entered_levels(const host::Root& root) {
  std::vector<std::string> levels;
  for (const std::string_view file : {"/etc/inittab", "/etc/init.d/rcS", "/etc/init.d/rc"}) {
    if (const host::Attempt<std::string> text = root.read(file, limit::kText); text.ok()) {
      add_levels(*text, levels);
    }
  }
  return levels.empty() ? std::vector<std::string>{"sysinit", "boot", "default"} : levels;
}

/// Services in runlevels, and in runlevels that stand in others: openrc(8), rc-update(8) -s.
std::vector<BootScript> scripts_of_openrc(const host::Root& root) {
  std::vector<BootScript> scripts;
  std::vector<std::string> levels = entered_levels(root);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (i == limit::kRunlevels) {
      root.leave("/etc/runlevels", "a directory of more runlevels than are followed");
      break;
    }
    const std::string directory = "/etc/runlevels/" + levels[i];
    add_scripts(root, directory, "", "OpenRC, runlevel " + levels[i], scripts);
    const host::Attempt<std::vector<host::Name>> names = root.list(directory);
    for (std::size_t n = 0; names.ok() && n < names->size(); ++n) {
      const std::string& name = (*names)[n].name;
      const host::Attempt<struct stat> status = root.status("/etc/runlevels/" + name);
      if (status.ok() && S_ISDIR(status->st_mode) && std::ranges::find(levels, name) == levels.end()) {
        levels.push_back(name);
      }
    }
  }
  return scripts;
}

/// The runlevel of "id:2:initdefault:", inittab(5); Debian's is 2.
std::string default_runlevel(const host::Root& root) {
  const host::Attempt<std::string> inittab = root.read("/etc/inittab");
  for (const config::Line& line : inittab.ok() ? config::lines_of(*inittab) : std::vector<config::Line>{}) {
    const std::size_t at = line.text.find(":initdefault:");
    if (at != std::string_view::npos && at > 0 && !line.text.starts_with('#')) {
      return std::string{line.text.substr(at - 1, 1)};
    }
  }
  return "2";
}

/// busybox' init runs rcS where there is no inittab: init/init.c, parse_inittab().
bool is_run_by_inittab(const host::Root& root, std::string_view script) {
  const host::Attempt<std::string> inittab = root.read("/etc/inittab");
  return !inittab.ok() || inittab->find(script) != std::string::npos;
}

/// sysvinit of Debian and Devuan: S-links of rcS.d, then those of the default runlevel. busybox' init and Buildroot:
/// S-scripts in /etc/init.d, and rcS itself.
std::vector<BootScript> scripts_of_sysv(const host::Root& root) {
  std::vector<BootScript> scripts;
  add_scripts(root, "/etc/rcS.d", "S", "sysvinit, /etc/rcS.d", scripts);
  const std::string level = "/etc/rc" + default_runlevel(root) + ".d";
  add_scripts(root, level, "S", "sysvinit, " + level, scripts);
  if (!root.exists("/etc/rcS.d") && is_run_by_inittab(root, kRcs) && may_run(root, std::string{kRcs}, Kind::kSysv)) {
    const host::Attempt<std::string> text = root.read(kRcs, limit::kText);
    if (text.ok() && text->find("init.d/S") != std::string::npos) {
      add_scripts(root, "/etc/init.d", "S", kRcs, scripts);
    }
    scripts.push_back({.path = std::string{kRcs}, .started_by = std::string{kRcs}});
  }
  return scripts;
}

/// Debian's runit runs sysvinit's scripts but those named in a directory of its own: runit-init(8).
std::vector<BootScript> scripts_under_runit(const host::Root& root) {
  std::vector<BootScript> scripts = scripts_of_sysv(root);
  std::erase_if(scripts, [&root](const BootScript& script) {
    const host::Attempt<host::Place> end = root.place_of(script.path);
    return end.ok() && root.exists("/etc/runit/no.emulate.sysv.d/" + end->name);
  });
  return scripts;
}

std::vector<BootScript> scripts_of(const host::Root& root, Kind kind) {
  std::vector<BootScript> scripts;
  switch (kind) {
    case Kind::kOpenrc:
      return scripts_of_openrc(root);
    case Kind::kRunit:
      add_scripts(root, "/etc/runit/core-services", "", "runit, /etc/runit/core-services", scripts, kind);
      return scripts.empty() ? scripts_under_runit(root) : scripts;
    case Kind::kSysv:
      return scripts_of_sysv(root);
    case Kind::kSystemd:
    case Kind::kOther:
    case Kind::kNone:
      return {};
  }
  return {};
}

std::string how_to_start(const host::Root& root, Kind kind) {
  const bool is_debian = root.exists("/etc/init.d/procps");
  return kind == Kind::kOpenrc              ? "rc-update add sysctl boot"
         : kind == Kind::kSysv && is_debian ? "update-rc.d procps defaults"
                                            : "";
}

struct FoundScript {
  const BootScript* script = nullptr;
  sysctl::ScriptText says;
};

/// Those that have the loader load something, or may. Why others do not is said in `init`.
std::vector<FoundScript> loading_scripts(const host::Root& root, InitSystem& init, Loader loader,
                                         const std::vector<BootScript>& scripts) {
  std::vector<FoundScript> found;
  for (const BootScript& script : scripts) {
    const host::Attempt<std::string> text = root.read(script.path, limit::kText);
    sysctl::ScriptText says =
        text.ok() ? sysctl::read_script(*text, loader == Loader::kProcps) : sysctl::ScriptText{.does = Does::kNotKnown};
    const bool is_about = !text.ok() || text->find("sysctl") != std::string::npos;
    if (says.does == Does::kNothing && script.path != kRcs) {
      if (is_about) {
        const bool is_unknown = loader == Loader::kBusybox && text->find("--system") != std::string::npos;
        init.why_none =
            script.path + " runs sysctl with " +
            (is_unknown ? "an option that busybox does not know" : "no option that has it load settings here");
        continue;
      }
      says.does = Does::kNotKnown;  // a service of this name whose text tells nothing
    }
    if (says.does != Does::kNothing) {
      found.push_back({.script = &script, .says = says});
    }
  }
  return found;
}

/// Whether the scripts that this init runs at boot are those that were looked at.
bool are_all_seen(const host::Root& root, Kind kind) {
  return kind == Kind::kOpenrc || root.exists("/etc/rcS.d") || root.exists("/etc/init.d/procps") ||
         root.exists("/etc/runit/core-services");
}

void find_script(const host::Root& root, InitSystem& init, Loader loader, InstalledLoader& found) {
  const std::vector<BootScript> scripts = scripts_of(root, init.kind);
  const std::vector<FoundScript> loading = loading_scripts(root, init, loader, scripts);
  if (loading.empty() && init.why_none.empty() && !are_all_seen(root, init.kind)) {
    init.kind = Kind::kOther;  // what it starts is elsewhere
    return;
  }
  if (loading.empty()) {
    if (init.why_none.empty()) {
      init.why_none = init.kind == Kind::kOpenrc ? "its sysctl service is in no runlevel"
                                                 : "none of the scripts that it runs at boot has sysctl load settings";
      init.remedy = how_to_start(root, init.kind);
    }
    return;
  }
  const auto& [script, says] = loading.front();
  found.start = Start::kAtBoot;
  found.started_by = script->started_by;
  const sysctl::ScriptText first = says;
  const bool is_one = std::ranges::all_of(loading, [&first](const FoundScript& other) {
    return other.says.does == first.does && other.says.script == first.script;
  });
  if (is_one && first.does == Does::kRunsSystem) {
    return;
  }
  const bool is_known = is_one && first.does == Does::kRunsScript;
  found.version.append(found.version.empty() ? "" : " ").append(is_known ? first.script->word : sysctl::kAnyScript);
  if (!is_known) {
    init.doubt = is_one ? script->path + " (" + script->started_by +
                              ") is not a known script, so files may be read in another order"
                        : script->path + " and " + loading.back().script->path +
                              " both load settings; the last one decides, and it is not known which that is";
  }
}

/// Masked and the like: a stage of its own says so, with what to do about it.
bool is_kept_out(const host::Root& root) {
  return std::ranges::any_of(services::stages_of_loader_service(root), [](const Stage& stage) {
    return stage.time == StageTime::kInstead && stage.active && stage.certain;
  });
}

}  // namespace

void find_starts(const host::Root& root, InitSystem& init, InstalledLoaders& loaders) {
  if (root.exists("/etc/NIXOS") && loaders[Loader::kSystemd].installed) {
    loaders[Loader::kSystemd].start = Start::kAtBoot;
    loaders[Loader::kProcps].start = loaders[Loader::kBusybox].start = Start::kNever;
    return;
  }
  if (init.kind == Kind::kNone || (init.kind == Kind::kSystemd && !init.is_certain)) {
    return;
  }
  if (init.kind == Kind::kSystemd) {
    if (loaders[Loader::kSystemd].installed) {
      const bool starts = services::starts_at_boot(root).value_or(true) || is_kept_out(root);
      loaders[Loader::kSystemd].start = starts ? Start::kAtBoot : Start::kNever;
      init.why_none = starts ? "" : "nothing starts systemd-sysctl.service";
      init.remedy = starts ? "" : "systemctl add-wants sysinit.target systemd-sysctl.service";
      loaders[Loader::kProcps].start = loaders[Loader::kBusybox].start = Start::kNever;
    }
    return;
  }
  for (InstalledLoader& loader : loaders) {
    loader.start = Start::kNever;
  }
  for (const Loader loader : {Loader::kProcps, Loader::kBusybox}) {
    if (loaders[loader].installed && init.kind != Kind::kOther) {
      find_script(root, init, loader, loaders[loader]);
    }
  }
}

}  // namespace yama
