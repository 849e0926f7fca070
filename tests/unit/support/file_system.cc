// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/file_system.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace yama::test {

namespace {

constexpr int kMostLinks = 40;  // MAXSYMLINKS of Linux
// There without being laid.
constexpr std::string_view kDevices = "/dev";
constexpr std::string_view kNull = "/dev/null";

std::deque<std::string> components(std::string_view path) {
  std::deque<std::string> parts;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (!part.empty()) {
      parts.emplace_back(part);
    }
    path.remove_prefix(std::min(path.size(), part.size() + 1));
  }
  return parts;
}

sysctl::EntryType type_of(const sysctl::Node& node) {
  switch (node.type) {
    case sysctl::Node::Type::kSpecial:
      return sysctl::EntryType::kSpecial;
    case sysctl::Node::Type::kUnreadable:
      return sysctl::EntryType::kUnreadable;
    case sysctl::Node::Type::kFile:
      return sysctl::EntryType::kFile;
    case sysctl::Node::Type::kLink:
    case sysctl::Node::Type::kDirectory:
      break;
  }
  return sysctl::EntryType::kDirectory;
}

}  // namespace

void FileSystem::file(const std::string& path, std::string bytes) {
  put(path, {.type = Node::Type::kFile, .content = std::move(bytes)});
}

void FileSystem::link(const std::string& path, std::string target) {
  put(path, {.type = Node::Type::kLink, .content = std::move(target)});
}

void FileSystem::directory(const std::string& path) { put(path, {.type = Node::Type::kDirectory}); }

void FileSystem::special(const std::string& path) { put(path, {.type = Node::Type::kSpecial}); }

void FileSystem::unreadable(const std::string& path) { put(path, {.type = Node::Type::kUnreadable}); }

void FileSystem::put(const std::string& path, Node node) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    nodes_.try_emplace(path.substr(0, slash));
  }
  nodes_[path] = std::move(node);
}

void FileSystem::remove(const std::string& path) {
  std::erase_if(nodes_, [&](const auto& node) { return node.first == path || node.first.starts_with(path + "/"); });
}

FileSystem::End FileSystem::follow(const std::string& path) const {
  std::deque<std::string> rest = components(path);
  std::string at;
  int links = 0;
  while (!rest.empty()) {
    const std::string part = std::move(rest.front());
    rest.pop_front();
    if (part == ".") {
      continue;
    }
    if (part == "..") {
      at.erase(std::min(at.size(), at.rfind('/')));
      continue;
    }
    const std::string next = std::string(at).append("/").append(part);
    const auto node = nodes_.find(next);
    if (node == nodes_.end()) {
      if (next == kNull) {
        return {.type = rest.empty() ? sysctl::EntryType::kEmpty : sysctl::EntryType::kBroken, .path = next};
      }
      if (next == kDevices && !rest.empty()) {
        at = next;
        continue;
      }
      return {.path = next};
    }
    if (node->second.type == Node::Type::kLink) {
      if (++links > kMostLinks) {
        return {.type = sysctl::EntryType::kBroken, .path = next};
      }
      if (node->second.content.starts_with('/')) {
        at.clear();
      }
      const std::deque<std::string> target = components(node->second.content);
      rest.insert(rest.begin(), target.begin(), target.end());
      continue;
    }
    if (node->second.type != Node::Type::kDirectory) {
      return {.type = rest.empty() ? type_of(node->second) : sysctl::EntryType::kBroken, .path = next};
    }
    at = next;
  }
  return {.type = sysctl::EntryType::kDirectory, .path = at};
}

std::vector<std::string> FileSystem::names(const std::string& directory) const {
  std::vector<std::string> names;
  const std::string prefix = directory + "/";
  for (auto at = nodes_.lower_bound(prefix); at != nodes_.end() && at->first.starts_with(prefix); ++at) {
    if (const std::string name = at->first.substr(prefix.size()); name.find('/') == std::string::npos) {
      names.push_back(name);
    }
  }
  return names;
}

std::string FileSystem::place_of(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  const std::string directory = path.substr(0, slash);
  return nodes_.contains(directory) ? follow(directory).path + path.substr(slash) : path;
}

sysctl::Tree FileSystem::tree(const sysctl::LoadedBy& loaded_by, std::string credential) const {
  sysctl::Tree tree;
  const auto add = [&](const std::string& path) {
    const End end = follow(path);
    sysctl::Entry entry = {.type = end.type, .file = {}, .reason = {}};
    entry.is_link = end.path != path;
    if (end.type == sysctl::EntryType::kFile) {
      entry.file = end.path;
      tree.files[end.path].bytes = nodes_.at(end.path).content;
    }
    tree.entries[path] = std::move(entry);
  };
  for (const std::string_view directory : sysctl::kDirectories) {
    const std::string path(directory);
    if (directory == "/lib/sysctl.d" && follow(path).path == follow("/usr/lib/sysctl.d").path) {
      continue;
    }
    const End end = follow(path);
    if (end.type != sysctl::EntryType::kDirectory && end.type != sysctl::EntryType::kMissing) {
      tree.blocked.insert(path);
    }
    for (const std::string& name : names(end.path)) {
      add(std::string(path).append("/").append(name));
    }
  }
  const auto is_laid = [this](std::string_view path) { return nodes_.contains(std::string(path)); };
  if (const auto* const found = std::ranges::find_if(sysctl::kCredentials, is_laid);
      credential.empty() && found != std::end(sysctl::kCredentials)) {
    credential = *found;
  }
  tree.credential = std::move(credential);
  for (const std::string& path : {std::string(sysctl::kSysctlConf), tree.credential}) {
    if (is_laid(path)) {
      add(path);
    }
  }
  for (const auto& [path, by] : loaded_by) {
    if (tree.entries.contains(path)) {
      continue;  // a loader's own
    }
    if (is_laid(path)) {
      add(path);
    }
    tree.loaded_by.emplace(path, by);
  }
  return tree;
}

}  // namespace yama::test
