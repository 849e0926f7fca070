// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/labels.h"

#include <algorithm>
#include <array>
#include <string>

#include "host/attributes.h"
#include "observe/config_text.h"
#include "unit/kernel_words.h"

namespace yama::labels {
namespace {

constexpr std::string_view kConfiguration = "/etc/selinux/config";

constexpr std::array<std::string_view, 10> kForeignTypes = {
    "admin_home_t", "user_home_t", "home_root_t", "user_home_dir_t",  "user_tmp_t",
    "tmp_t",        "unlabeled_t", "default_t",   "container_file_t", "svirt_sandbox_file_t"};

/// The type in "user:role:type:level".
std::string_view type_of(std::string_view label) {
  for (int field = 0; field < 2; ++field) {
    const std::size_t colon = label.find(':');
    if (colon == std::string_view::npos) {
      return {};
    }
    label.remove_prefix(colon + 1);
  }
  return label.substr(0, label.find(':'));
}

bool is_enforced(const host::Root& root, std::string_view command_line) {
  if (unit::has_kernel_word(command_line, "selinux=0") || unit::has_kernel_word(command_line, "enforcing=0")) {
    return false;
  }
  const auto bytes = root.read(kConfiguration);
  const auto items = bytes.ok() ? config::items_of(*bytes) : std::vector<config::Item>{};
  return std::ranges::any_of(
      items, [](const config::Item& item) { return item.key == "SELINUX" && item.value == "enforcing"; });
}

}  // namespace

std::vector<Stage> stages_of_labels(const host::Root& root, const sysctl::Tree& tree, std::string_view command_line) {
  std::vector<Stage> stages;
  if (!is_enforced(root, command_line)) {
    return stages;
  }
  for (const auto& [path, file] : tree.files) {
    const host::Attempt<host::Place> place = root.place_of(path);
    if (file.bytes.view().find("yama") == std::string_view::npos || !place.ok()) {
      continue;
    }
    const std::string label = host::label_of(place->parent.get(), place->name);
    const std::string_view type = type_of(label);
    if (std::ranges::find(kForeignTypes, type) != kForeignTypes.end()) {
      stages.push_back({.kind = StageKind::kLoaderService,
                        .time = StageTime::kInstead,
                        .file = path,
                        .text = label,
                        .certain = false,
                        .note = "SELinux does not let systemd-sysctl read a file of the type " + std::string{type} +
                                ": run restorecon " + path,
                        .loader = sysctl::Loader::kSystemd});
    }
  }
  return stages;
}

}  // namespace yama::labels
