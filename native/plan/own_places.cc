// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/own_places.h"

#include <algorithm>

#include "plan/marks.h"
#include "sysctl/paths.h"

namespace yama {
namespace {

constexpr std::string_view kDirectory = "/etc/sysctl.d/";

/// "99-yama-ptrace.conf", or, where that name is taken elsewhere, "99-yama-ptrace2.conf", which is read right after it.
std::string free_name(const sysctl::Tree& tree, const std::string& start) {
  constexpr int kNumbers = 9;
  const std::string stem = std::string{kDirectory} + start + "-yama-ptrace";
  std::string path = stem + ".conf";
  for (int number = 2; number <= kNumbers && !shadowed_by(tree, path).empty(); ++number) {
    path = stem + std::to_string(number) + ".conf";
  }
  return path;
}

}  // namespace

std::string shadowed_by(const sysctl::Tree& tree, std::string_view path) {
  if (!path.starts_with(kDirectory)) {
    return {};
  }
  const auto own = tree.entries.find(path);
  for (const std::string_view directory : sysctl::kDirectories) {
    std::string other = std::string{directory} + "/" + std::string{sysctl::name_of(path)};
    const auto found = tree.entries.find(other);
    const bool is_same = own != tree.entries.end() && found != tree.entries.end() && !own->second.file.empty() &&
                         own->second.file == found->second.file;
    if (other != path && found != tree.entries.end() && !is_same) {
      return other;
    }
  }
  return {};
}

bool shadows_by_accident(const sysctl::Tree& tree, const std::string& file) {
  const auto content = tree.files.find(file);
  return content != tree.files.end() && !shadowed_by(tree, file).empty() && !marks::read_copy(content->second.bytes) &&
         marks::find_owned(content->second.bytes) && !marks::without_owned(content->second.bytes);
}

std::optional<std::string> last_place(const sysctl::Tree& tree, const std::vector<Edit>& edits) {
  if (tree.blocked.contains("/etc/sysctl.d")) {
    return std::nullopt;
  }
  std::string last_name = "zz";
  for (const auto& [entry, target] : tree.entries) {
    last_name = std::max(last_name, std::string{sysctl::name_of(entry)});
  }
  for (const Edit& edit : edits) {
    last_name = std::max(last_name, std::string{sysctl::name_of(edit.path)});
  }
  return std::string{kDirectory} + last_name + "-yama-ptrace.conf";
}

std::vector<std::string> places_for_line(const Draft& draft, const sysctl::Tree& original, const Request& request) {
  std::vector<std::string> result;
  const auto add = [&](const std::string& path) {
    const sysctl::Entry* entry = draft.entry(path);
    if (draft.tree().blocked.count(path.substr(0, path.rfind('/'))) != 0) {
      return;
    }
    if (entry == nullptr || entry->type == sysctl::EntryType::kFile) {
      result.push_back(draft.file_of(path));
    }
  };
  if (!request.sysctl_file.empty()) {
    add(request.sysctl_file);
    return result;
  }
  std::string last_name;
  for (const auto& [entry, target] : draft.tree().entries) {
    last_name = std::max(last_name, std::string{sysctl::name_of(entry)});
    if (!sysctl::belongs_to_package(target.file) && marks::find_owned(draft.bytes_of(target.file)) &&
        !shadows_by_accident(original, target.file)) {
      result.push_back(target.file);
    }
  }
  for (const std::string_view start : {"99", "zz", "zzz", "~~"}) {
    add(free_name(original, std::string{start}));
  }
  add(free_name(original, last_name));
  if (!result.empty()) {
    add(std::string{sysctl::kSysctlConf});  // all that some boots read, and the last file of others
  }
  return result;
}

}  // namespace yama
