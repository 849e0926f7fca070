// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/initrd/content.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"

namespace yama::initrd {
namespace {

constexpr std::string_view kNeedle = "ptrace_scope";  // every spelling of the key that is no pattern has it
constexpr std::string_view kLoader = "/systemd-sysctl";

/// Whether a path, below links of directories perhaps ("/lib" is one), is one of the loaders' files.
bool is_settings(std::string_view path) {
  if (path == sysctl::kSysctlConf) {
    return true;
  }
  const std::string_view directory = path.substr(0, path.rfind('/'));
  return path.ends_with(".conf") && std::find(std::begin(sysctl::kDirectories), std::end(sysctl::kDirectories),
                                              directory) != std::end(sysctl::kDirectories);
}

/// "/a/./b/../c" is "/a/c".
std::string without_dots(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(name.size());
    if (name == "..") {
      result.erase(std::min(result.rfind('/'), result.size()));
    } else if (!name.empty() && name != ".") {
      result.append("/").append(name);
    }
  }
  return result;
}

}  // namespace

bool Content::wants(const Member& member) {
  return member.size <= limit::kInitrdFile || (is_settings(member.name) && member.size <= limit::kInitrdSettings);
}

void Content::add(Member member) {
  files_.erase(member.name);
  links_.erase(member.name);
  too_large_.erase(member.name);
  if (S_ISLNK(member.mode)) {
    if (!keep(member.name.size() + member.content.size())) {
      return;
    }
    links_.emplace(std::move(member.name), std::move(member.content));
    return;
  }
  has_loader_ = has_loader_ || (S_ISREG(member.mode) && member.name.ends_with(kLoader));
  if (S_ISREG(member.mode) && member.content.size() < member.size) {  // it was not wanted
    if ((is_settings(member.name) || member.content.starts_with("#!")) && keep(member.name.size())) {
      too_large_.insert(std::move(member.name));
    }
    return;
  }
  const bool is_program = member.content.starts_with(
      "\x7f"
      "ELF");
  if (S_ISREG(member.mode) &&
      (is_settings(member.name) || (!is_program && member.content.find(kNeedle) != std::string::npos)) &&
      keep(member.name.size() + member.content.size())) {
    files_.emplace(std::move(member.name), std::move(member.content));
  }
}

bool Content::keep(std::size_t bytes) {
  kept_ += bytes;
  return !is_cut();
}

/// The place where the links of a path end; empty for a loop.
std::string Content::follow(std::string path) const {
  for (std::size_t followed = 0; followed < limit::kLinks; ++followed) {
    path = without_dots(path);
    std::size_t end = 0;
    std::optional<std::string> target;
    while (!target && end < path.size()) {
      end = std::min(path.find('/', end + 1), path.size());
      if (const auto link = links_.find(std::string_view{path}.substr(0, end)); link != links_.end()) {
        target = link->second;
      }
    }
    if (!target) {
      return path;
    }
    const std::string directory = target->starts_with('/') ? "" : path.substr(0, path.rfind('/', end - 1));
    path = std::string(directory).append("/").append(*target).append(path, end);
  }
  return {};
}

sysctl::Tree Content::tree() const {
  sysctl::Tree tree;
  const auto add_entry = [&](const std::string& name, bool is_link) {
    const std::string end = follow(name);
    sysctl::Entry entry;
    entry.is_link = is_link;
    if (const auto file = files_.find(end); file != files_.end()) {
      entry.file = end;
      tree.files[end].bytes = file->second;
    } else {
      entry.type = end == "/dev/null" ? sysctl::EntryType::kEmpty : sysctl::EntryType::kMissing;
    }
    tree.entries.emplace(name, std::move(entry));
  };
  for (const auto& [name, bytes] : files_) {
    if (is_settings(name)) {
      add_entry(name, false);
    }
  }
  for (const auto& [name, target] : links_) {
    if (is_settings(name)) {
      add_entry(name, true);
    }
  }
  return tree;
}

std::vector<std::string> Content::mentions() const {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files_) {
    if (!is_settings(name) && bytes.find(kNeedle) != std::string::npos) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace yama::initrd
