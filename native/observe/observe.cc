// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <utility>

#include "observe/boot_units.h"
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

}  // namespace

Result<Observation> observe(const host::Root& root, bool other_writers) {
  std::optional<Running> running;
  if (root.is_running_system()) {
    running = Running{.facts = read_facts(root), .runtime = kernel::read_runtime()};
  }
  return observe_as(root, running, other_writers);
}

Result<Observation> observe_as(const host::Root& given, const std::optional<Running>& running, bool other_writers) {
  host::LeftUnread left;
  const host::Root root = given.recording_in(left);
  auto tree = read_tree(root);
  if (!tree) {
    return tree.error();
  }
  Observation seen;
  seen.image = !running;
  seen.tree = std::move(tree).value();
  seen.hints = read_hints(given, seen.tree);  // says nothing about the next boot
  seen.packages = read_packages(root, seen.tree);
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
  append(seen.stages, stages_of_left_unread(root, left, seen));
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
