// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/boot_scripts.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/config_text.h"
#include "observe/writers/script_stage.h"
#include "sysctl/script.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Name;
using host::Root;

constexpr std::string_view kKeyName = "ptrace_scope";
constexpr std::array<std::string_view, 4> kUnitDirectories = {"/etc/systemd/system/", "/run/systemd/system/",
                                                              "/usr/lib/systemd/system/", "/lib/systemd/system/"};
constexpr std::array<std::string_view, 2> kGeneratorDirectories = {"/usr/lib/systemd/system-generators/",
                                                                   "/lib/systemd/system-generators/"};

bool has_unit(const Root& root, const std::string& name) {
  return std::any_of(kUnitDirectories.begin(), kUnitDirectories.end(), [&](std::string_view directory) {
    return root.place_of_link(std::string(directory) + name).ok() &&
           root.place_of_link(std::string(directory) + name)->exists;
  });
}

/// Whether systemd's generator of this name runs; a tree without a directory of generators may be of any release.
bool has_generator(const Root& root, const std::string& name) {
  bool directory_seen = false;
  for (const std::string_view directory : kGeneratorDirectories) {
    if (root.exists(std::string(directory) + name)) {
      return true;
    }
    directory_seen = directory_seen || root.exists(directory);
  }
  return !directory_seen;
}

class ScriptReader {
 public:
  ScriptReader(const Root& root, bool with_systemd) : root_(root), with_systemd_(with_systemd) {}

  std::vector<Stage> read() && {
    add_rc_local("/etc/rc.local");
    add_rc_local("/etc/rc.d/rc.local");
    for (const std::string_view base : {"/etc", "/etc/rc.d"}) {
      for (const std::string_view level : {"rc2.d", "rc3.d", "rc4.d", "rc5.d", "rcS.d"}) {
        add_levels(std::string(base) + '/' + std::string(level), level == "rcS.d");
      }
    }
    add_openrc();
    add_runit();
    if (!with_systemd_) {
      add_inittab();
    }
    return std::move(stages_);
  }

 private:
  void add(const Runner& runner, const std::string& path) {
    const Attempt<host::Place> place = root_.place_of(path);
    if (!place.ok() || !place->exists || !seen_.insert(place->path).second) {
      return;
    }
    append(stages_, stages_of_script(root_, runner, path));
  }

  void add_rc_local(const std::string& path) {
    bool runs = is_executable(root_, path);
    bool sure = runs;
    if (with_systemd_) {
      runs = runs && (has_generator(root_, "systemd-rc-local-generator") || has_unit(root_, "rc-local.service") ||
                      has_unit(root_, "rc.local.service"));
      for (const std::string_view unit : {"rc-local.service", "rc.local.service"}) {
        const Attempt<std::string> target = root_.read_link("/etc/systemd/system/" + std::string(unit));
        runs = runs && !(target.ok() && *target == "/dev/null");
      }
    } else {
      sure = false;
    }
    add({.kind = StageKind::kBootScript, .note = "rc.local", .active = runs, .sure = sure}, path);
  }

  /// "S20name" in a directory of links.
  void add_levels(const std::string& directory, bool single) {
    const Attempt<std::vector<Name>> names = root_.list(directory);
    for (const Name& name : names.ok() ? *names : std::vector<Name>{}) {
      if (name.name.size() > 3 && name.name.front() == 'S' && init_scripts_.insert(name.name.substr(3)).second) {
        add_init_script(directory + '/' + name.name, name.name.substr(3), single);
      }
    }
  }

  [[nodiscard]] bool names_key(const std::string& path) const {
    const Attempt<std::string> text = root_.read(path, limit::kText);
    return text.ok() && text->find(kKeyName) != std::string::npos;
  }

  /// Debian's and Devuan's procps, which is the loader itself: observe/loader_start.cc.
  [[nodiscard]] bool is_loader(const std::string& path, const std::string& name) const {
    if (name.find("procps") == std::string::npos && name.find("sysctl") == std::string::npos) {
      return false;
    }
    const Attempt<std::string> text = root_.read(path, limit::kText);
    if (!text.ok() || text->find(kKeyName) != std::string::npos) {
      return false;
    }
    const sysctl::ScriptText::Does does = sysctl::read_script(*text, true).does;
    return does == sysctl::ScriptText::Does::kRunsSystem || does == sysctl::ScriptText::Does::kRunsScript;
  }

  void add_init_script(const std::string& path, const std::string& name, bool single) {
    if (!with_systemd_ && is_loader(path, name)) {
      return;
    }
    const std::size_t first = stages_.size();
    add({.kind = StageKind::kBootScript, .note = "the init script " + name, .sure = with_systemd_}, path);
    if (first == stages_.size() || !with_systemd_) {
      return;
    }
    const std::string stem = name.ends_with(".sh") ? name.substr(0, name.size() - 3) : name;
    const bool starts = !single && has_generator(root_, "systemd-sysv-generator") &&
                        !has_unit(root_, name + ".service") && !has_unit(root_, stem + ".service");
    for (std::size_t i = first; i < stages_.size(); ++i) {
      stages_[i].active = starts;
    }
  }

  void add_openrc() {
    const bool openrc = root_.exists("/sbin/openrc-run") || root_.exists("/sbin/openrc");
    const Attempt<std::vector<Name>> levels = root_.list("/etc/runlevels");
    bool local = false;
    for (const Name& level : levels.ok() ? *levels : std::vector<Name>{}) {
      const std::string directory = "/etc/runlevels/" + level.name;
      const Attempt<std::vector<Name>> names = root_.list(directory);
      for (const Name& name : names.ok() ? *names : std::vector<Name>{}) {
        local = local || name.name == "local";
        if (name.name != "sysctl" || names_key(directory + '/' + name.name)) {  // OpenRC's own loader
          add({.kind = StageKind::kBootScript,
               .note = "OpenRC's script " + name.name,
               .active = openrc || !with_systemd_,
               .sure = false},
              directory + '/' + name.name);
        }
      }
    }
    for (const std::string& path : files_in(root_, "/etc/local.d")) {
      const bool starts = path.ends_with(".start") && is_executable(root_, path);
      add({.kind = StageKind::kBootScript,
           .note = "OpenRC's local.d",
           .active = starts && (local || openrc),
           .sure = false},
          path);
    }
  }

  void add_runit() {
    Runner runner{.kind = StageKind::kBootScript, .note = "runit", .active = true, .sure = false};
    for (const std::string_view stage : {"/etc/runit/1", "/etc/runit/2"}) {
      add(runner, std::string(stage));
    }
    for (const std::string& path : files_in(root_, "/etc/runit/core-services")) {
      runner.active = path.ends_with(".sh");
      if (!path.ends_with("-sysctl.sh") || names_key(path)) {  // Void's own loader
        add(runner, path);
      }
    }
    runner.active = true;
    for (const std::string_view services : {"/etc/service", "/etc/runit/runsvdir/default", "/var/service"}) {
      const Attempt<std::vector<Name>> names = root_.list(services);
      for (const Name& name : names.ok() ? *names : std::vector<Name>{}) {
        add(runner, std::string(services) + '/' + name.name + "/run");
      }
    }
  }

  /// "id:runlevels:action:process", inittab(5).
  void add_inittab() {
    const Attempt<std::string> bytes = root_.read("/etc/inittab", limit::kText);
    if (!bytes.ok()) {
      return;
    }
    for (const config::Line& line : config::lines_of(*bytes)) {
      std::string_view process = line.text;
      for (int field = 0; field < 3; ++field) {
        process.remove_prefix(std::min(process.find(':'), process.size() - 1) + 1);
      }
      const Runner runner{.kind = StageKind::kBootScript, .note = "inittab", .sure = false};
      append(stages_, stages_of_text(root_, runner, "/etc/inittab", line.number, process));
    }
  }

  const Root& root_;
  bool with_systemd_;
  std::set<std::string, std::less<>> seen_;          ///< by where their links end
  std::set<std::string, std::less<>> init_scripts_;  ///< by name
  std::vector<Stage> stages_;
};

}  // namespace

std::vector<Stage> stages_of_boot_scripts(const Root& root, bool with_systemd) {
  return ScriptReader(root, with_systemd).read();
}

}  // namespace yama::writers
