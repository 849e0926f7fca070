// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/draft.h"

#include <algorithm>
#include <utility>

namespace yama {
namespace {

Content content_of(const sysctl::Tree& tree, const std::string& file) {
  const auto found = tree.files.find(file);
  return found == tree.files.end() ? Content{Absent{}} : Content{Bytes{found->second.bytes}};
}

}  // namespace

std::string Draft::file_of(const std::string& entry) const {
  const auto found = tree_.entries.find(entry);
  return found == tree_.entries.end() || found->second.file.empty() ? entry : found->second.file;
}

std::string_view Draft::bytes_of(const std::string& file) const {
  const auto found = tree_.files.find(file);
  return found == tree_.files.end() ? std::string_view{} : std::string_view{found->second.bytes};
}

void Draft::touch(const std::string& file, std::string purpose) {
  const auto known =
      std::find_if(touched_.begin(), touched_.end(), [&](const Touch& touched) { return touched.file == file; });
  if (known == touched_.end()) {
    touched_.push_back({.file = file, .purpose = std::move(purpose)});
  } else {
    known->purpose += "; " + purpose;
  }
}

void Draft::write(const std::string& file, std::string bytes, std::string purpose) {
  touch(file, std::move(purpose));
  if (!exists(file)) {
    tree_.entries[file] = sysctl::Entry{.type = sysctl::EntryType::kFile, .file = file, .reason = {}, .is_link = false};
  }
  tree_.files[file].bytes = std::move(bytes);
}

void Draft::remove(const std::string& file, std::string purpose) {
  touch(file, std::move(purpose));
  tree_.files.erase(file);
  std::erase_if(tree_.entries, [&](const auto& item) {
    return item.second.type == sysctl::EntryType::kFile && item.second.file == file;
  });
}

void Draft::put_first(const std::string& file) {
  std::stable_partition(touched_.begin(), touched_.end(), [&](const Touch& touched) { return touched.file == file; });
}

std::vector<Edit> Draft::edits() const {
  std::vector<Edit> result;
  for (const Touch& touched : touched_) {
    Edit edit{.path = touched.file,
              .before = content_of(*original_, touched.file),
              .after = content_of(tree_, touched.file),
              .purpose = touched.purpose};
    if (edit.before != edit.after) {
      result.push_back(std::move(edit));
    }
  }
  return result;
}

}  // namespace yama
