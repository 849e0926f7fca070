// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/foresee.h"

#include <utility>

namespace yama {
namespace {

void foresee_edit(sysctl::Tree& tree, const Edit& edit) {
  if (const auto* content = std::get_if<Bytes>(&edit.after)) {
    if (tree.files.count(edit.path) == 0) {
      tree.entries[edit.path] = {.type = sysctl::EntryType::kFile, .file = edit.path, .reason = {}, .is_link = false};
    }
    sysctl::File& file = tree.files[edit.path];
    file.bytes = content->bytes;
    file.matters = true;
    return;
  }
  tree.files.erase(edit.path);
  std::erase_if(tree.entries, [&edit](const auto& item) { return item.second.file == edit.path; });
}

}  // namespace

Observation foresee(const Observation& seen, const Plan& plan) {
  Observation after = seen;
  for (const Edit& edit : plan.edits) {
    foresee_edit(after.tree, edit);
  }
  if (plan.runtime) {
    after.runtime.value = plan.runtime->after;
  }
  for (const Command& command : plan.commands) {
    if (command.expected) {
      after.runtime.value = command.expected;
    }
  }
  return after;
}

}  // namespace yama
