// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <utility>

#include "host/read_tree.h"
#include "observe/boot_units.h"
#include "observe/observation.h"
#include "observe/stages.h"

namespace yama {

Result<Observation> observe(const host::Root& root) {
  auto tree = host::read_tree(root);
  if (!tree) {
    return tree.error();
  }
  Observation seen;
  seen.image = !root.is_running_system();
  seen.tree = std::move(tree).value();
  seen.versions = host::read_versions(root);
  seen.ufw = host::read_ufw(root);
  seen.tuned = tuned::read_tuned(root);
  seen.units = read_boot_units(root);
  if (!seen.image) {
    seen.facts = host::read_facts(root);
    seen.runtime = kernel::read_runtime();
  }
  observe_stages(root, seen);
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
