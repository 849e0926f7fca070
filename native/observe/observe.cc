// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "observe/boot_units.h"
#include "observe/config_text.h"
#include "observe/distribution.h"
#include "observe/left_unread.h"
#include "observe/observation.h"
#include "observe/read_tree.h"
#include "observe/running.h"
#include "observe/stages.h"
#include "observe/ufw.h"
#include "observe/writers/writers.h"

namespace yama {
namespace {

/// The units, and the files of settings that they have loaded.
void observe_units(const host::Root& root, Observation& seen) {
  BootUnits found = read_boot_units(root, next_boot_of(root, seen));
  seen.units = std::move(found.units);
  seen.lock_drop_ins = std::move(found.lock_drop_ins);
  for (const auto& [name, unit] : seen.units) {
    for (const unit::UnitWrite& write : unit::writes_of_unit(unit, name)) {
      for (const std::string& file : write.loads ? write.loads->files : std::vector<std::string>{}) {
        add_loaded_file(root, file, "the unit " + name, seen.tree);
      }
    }
  }
}

System system_of(const host::Root& root, bool running) {
  const distribution::OsRelease release = distribution::read_os_release(root);
  const bool has_version = !release.name.empty() && !release.version_id.empty();
  System system{.name = !release.pretty_name.empty() ? release.pretty_name
                        : has_version                ? release.name + " " + release.version_id
                                                     : release.name,
                .id = release.id,
                .version = release.version_id};
  utsname names = {};
  if (running && ::uname(&names) == 0) {
    system.kernel = static_cast<const char*>(names.release);
    system.machine = static_cast<const char*>(names.machine);
  }
  return system;
}

ForJudges for_judges(const host::Root& root) {
  ForJudges seen;
  if (const auto defaults = root.read("/etc/default/ufw"); defaults.ok()) {
    for (const config::Line& line : config::lines_of(*defaults)) {
      constexpr std::string_view kName = "IPT_SYSCTL=";
      if (const std::string_view text = config::trim(line.text); text.starts_with(kName)) {
        seen.ufw_file = text.substr(kName.size());
      }
    }
  }
  if (auto settings = root.read("/etc/ufw/sysctl.conf"); settings.ok()) {
    seen.ufw_settings = std::move(settings).value();
  }
  return seen;
}

/// What was refused, but for /proc and /sys, which set nothing.
std::vector<std::string> unseen_of(const host::Unread& record) {
  std::vector<std::string> unseen;
  std::ranges::copy_if(record.refused, std::back_inserter(unseen), [](const std::string& path) {
    return !path.starts_with("/proc/") && !path.starts_with("/sys/");
  });
  return unseen;
}

}  // namespace

Result<Observation> observe(const host::Root& root, bool other_writers) {
  std::optional<Running> running;
  if (root.is_running_system()) {
    running = Running{.facts = read_facts(root), .runtime = kernel::read_runtime()};
  }
  return observe_as(root, running, other_writers);
}

Result<Observation> observe_as(const host::Root& given, const std::optional<Running>& running, bool other_writers) {
  host::Unread unseen;
  const host::Root root = given.for_one_look(unseen);
  auto tree = read_tree(root);
  if (!tree) {
    return tree.error();
  }
  Observation seen;
  seen.image = !running;
  seen.tree = std::move(tree).value();
  seen.hints = read_hints(given, seen.tree);  // says nothing about the next boot
  host::Unread of_packages;                   // whose a file is sets nothing, so that a refusal there hides nothing
  seen.packages = read_packages(given.for_one_look(of_packages), seen.tree);
  seen.system = system_of(root, running.has_value());
  seen.for_judges = for_judges(root);
  seen.loaders = read_installed_loaders(root);
  seen.tuned = tuned::read_tuned(root);
  if (running) {
    seen.facts = running->facts;
    seen.runtime = running->runtime;
  }
  seen.platform = read_platform(root, !seen.image, seen.facts, seen.loaders);
  seen.systemd_is_init = seen.platform.init.kind == InitSystem::Kind::kSystemd;
  observe_stages(root, seen);
  observe_units(root, seen);
  if (auto stage = stage_of(seen.platform, seen.loaders); stage && seen.facts.container.empty()) {
    seen.stages.push_back(*std::move(stage));
  }
  const Ufw ufw = read_ufw(root);
  if (!ufw.file.empty()) {
    add_loaded_file(root, ufw.file, "ufw", seen.tree);
  }
  if (auto stage = stage_of(ufw)) {
    seen.stages.push_back(*std::move(stage));
  }
  if (!other_writers) {
    seen.stages.push_back(writers::stage_of_skipped_writers());
  } else if (seen.facts.container.empty()) {
    writers::observe_writers(root, seen);
  }
  of_packages.left.merge(unseen.left);
  append(seen.stages, stages_of_left_unread(root, of_packages.left, seen));
  seen.unseen = unseen_of(unseen);
  seen.as_root = ::geteuid() == 0;
  return seen;
}

void observe_tracers(Observation& seen) {
  auto tracers = kernel::read_tracers();
  if (tracers) {
    seen.tracers = std::move(tracers).value();
  } else {
    seen.tracers_trouble = tracers.error().message;
  }
}

}  // namespace yama
