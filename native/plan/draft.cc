// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/draft.h"

#include <algorithm>
#include <utility>

namespace yama {
namespace {

Content original_content(const sysctl::Tree& tree, const std::string& file) {
  const auto found = tree.files.find(file);
  return found == tree.files.end() ? Content{Absent{}} : Content{Bytes{std::string{found->second.bytes}}};
}

}  // namespace

const sysctl::Entry* Draft::entry(const std::string& path) const {
  for (const sysctl::Tree* tree : {&tree_, original_}) {
    const auto found = tree->entries.find(path);
    if (found != tree->entries.end() && (tree == &tree_ || !is_touched(found->second.file))) {
      return &found->second;
    }
  }
  return nullptr;
}

std::string Draft::file_of(const std::string& path) const {
  const sysctl::Entry* found = entry(path);
  return found == nullptr || found->file.empty() ? path : found->file;
}

std::string_view Draft::bytes_of(const std::string& file) const {
  const sysctl::Tree& tree = is_touched(file) ? tree_ : *original_;
  const auto found = tree.files.find(file);
  return found == tree.files.end() ? std::string_view{} : found->second.bytes.view();
}

bool Draft::exists(const std::string& file) const {
  return (is_touched(file) ? tree_ : *original_).files.count(file) != 0;
}

bool Draft::is_touched(const std::string& file) const {
  return std::any_of(touched_.begin(), touched_.end(), [&](const Touch& touched) { return touched.file == file; });
}

Content Draft::content_of(const std::string& file) const {
  return exists(file) ? Content{Bytes{std::string{bytes_of(file)}}} : Content{Absent{}};
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
  const auto drafted = tree_.files.find(file);
  const bool matters_already = drafted != tree_.files.end() && drafted->second.concerns_key;  // with all its names
  if (exists(file) && !matters_already) {
    for (const auto& [path, target] : original_->entries) {
      if (target.file == file) {
        tree_.entries.try_emplace(path, target);  // it may matter now
      }
    }
  }
  touch(file, std::move(purpose));
  sysctl::put_file(tree_, file, std::move(bytes));
}

void Draft::remove(const std::string& file, std::string purpose) {
  touch(file, std::move(purpose));
  sysctl::take_file(tree_, file);
}

void Draft::put_first(const std::string& file) {
  std::stable_partition(touched_.begin(), touched_.end(), [&](const Touch& touched) { return touched.file == file; });
}

std::vector<Edit> Draft::edits() const {
  std::vector<Edit> result;
  for (const Touch& touched : touched_) {
    Edit edit{.path = touched.file,
              .before = original_content(*original_, touched.file),
              .after = content_of(touched.file),
              .purpose = touched.purpose};
    if (edit.before != edit.after) {
      result.push_back(std::move(edit));
    }
  }
  return result;
}

}  // namespace yama
