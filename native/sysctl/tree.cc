// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/tree.h"

#include <algorithm>
#include <utility>

namespace yama::sysctl {

void put_file(Tree& tree, const std::string& path, std::string bytes) {
  const bool is_named = std::ranges::any_of(tree.entries, [&path](const auto& item) {
    return item.second.type == EntryType::kFile && item.second.file == path;
  });
  if (!is_named) {
    tree.entries[path] = {.type = EntryType::kFile, .file = path, .reason = {}, .is_link = false};
  }
  File& file = tree.files[path];
  file.bytes = std::move(bytes);
  file.concerns_key = true;
}

void take_file(Tree& tree, const std::string& path) {
  tree.files.erase(path);
  std::erase_if(tree.entries, [&path](const auto& item) {
    const Entry& entry = item.second;
    return entry.type == EntryType::kFile && entry.file == path && !entry.is_link;
  });
  for (auto& [name, entry] : tree.entries) {
    if (entry.type == EntryType::kFile && entry.file == path) {
      entry = {.type = EntryType::kMissing, .file = {}, .reason = {}, .is_link = true};
    }
  }
}

}  // namespace yama::sysctl
