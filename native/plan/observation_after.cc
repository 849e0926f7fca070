// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/observation_after.h"

#include <string>
#include <utility>
#include <vector>

namespace yama {
namespace {

void apply_to_tree(sysctl::Tree& tree, const Edit& edit) {
  if (const auto* content = std::get_if<Bytes>(&edit.after)) {
    sysctl::put_file(tree, edit.path, content->bytes);
  } else {
    sysctl::take_file(tree, edit.path);
  }
}

/// "/etc/systemd/system/x.target.wants/y.service" is a link of y.service, "/etc/systemd/system/y.service" its file.
void apply_to_link(unit::Unit& unit, const Edit& edit) {
  std::erase_if(unit.links, [&edit](const unit::EnablingLink& link) { return link.path == edit.path; });
  if (const auto* link = std::get_if<Link>(&edit.after)) {
    unit.links.push_back({.path = edit.path, .target = link->target});
  }
}

void apply_to_file(unit::Units& units, const std::string& name, const Edit& edit) {
  const auto* content = std::get_if<Bytes>(&edit.after);
  if (content == nullptr) {
    units.erase(name);
    return;
  }
  unit::Unit& unit = units[name];
  unit.path = unit.path.empty() ? edit.path : unit.path;
  unit.file = edit.path;
  unit.bytes = content->bytes;
}

}  // namespace

bool apply_to_units(unit::Units& units, const Edit& edit) {
  const std::string name = edit.path.substr(edit.path.rfind('/') + 1);
  if (unit::is_enabling_link(edit.path)) {
    apply_to_link(units[name], edit);
    return true;
  }
  std::vector<std::string> names;  // a file may be there under several names
  for (const auto& [known, unit] : units) {
    if (unit.file == edit.path) {
      names.push_back(known);
    }
  }
  if (names.empty() && unit::is_unit_path(edit.path)) {
    names.push_back(name);
  }
  for (const std::string& known : names) {
    apply_to_file(units, known, edit);
  }
  return !names.empty();
}

Observation observation_after(Observation seen, const Plan& plan) {
  for (const Edit& edit : plan.edits) {
    if (!apply_to_units(seen.units, edit)) {
      apply_to_tree(seen.tree, edit);
    }
  }
  if (plan.runtime) {
    seen.runtime.value = plan.runtime->after;
  }
  for (const Command& command : plan.commands) {
    if (command.expected) {
      seen.runtime.value = command.expected;
    }
  }
  return seen;
}

}  // namespace yama
