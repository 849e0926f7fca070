// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shrink.h"

#include <algorithm>
#include <string>
#include <vector>

namespace yama::loaders {

namespace {

using Node = test::FileSystem::Node;
using Differs = std::function<bool(const Case&)>;

std::vector<std::string> paths_of(const Case& from) {
  std::vector<std::string> paths;
  for (const auto& [path, node] : from.files.nodes()) {
    paths.push_back(path);
  }
  return paths;
}

bool drop_files(Case& from, const Differs& differs) {
  bool dropped = false;
  for (const std::string& path : paths_of(from)) {
    if (!from.files.nodes().contains(path)) {
      continue;
    }
    Case smaller = from;
    smaller.files.remove(path);
    if (differs(smaller)) {
      from = std::move(smaller);
      dropped = true;
    }
  }
  return dropped;
}

/// Takes out pieces of `size` bytes wherever the difference stays.
bool drop_bytes(Case& from, const Differs& differs, std::size_t size) {
  bool dropped = false;
  for (const std::string& path : paths_of(from)) {
    if (from.files.nodes().at(path).type != Node::Type::kFile) {
      continue;
    }
    for (std::size_t at = 0; at < from.files.nodes().at(path).content.size();) {
      std::string bytes = from.files.nodes().at(path).content;
      bytes.erase(at, size);
      Case smaller = from;
      smaller.files.file(path, bytes);
      if (differs(smaller)) {
        from = std::move(smaller);
        dropped = true;
      } else {
        at += size;
      }
    }
  }
  return dropped;
}

std::size_t largest_file(const Case& from) {
  std::size_t largest = 0;
  for (const auto& [path, node] : from.files.nodes()) {
    largest = std::max(largest, node.type == Node::Type::kFile ? node.content.size() : 0);
  }
  return largest;
}

}  // namespace

Case shrink(Case found, const Differs& differs) {
  while (drop_files(found, differs)) {
  }
  for (std::size_t size = std::max<std::size_t>(largest_file(found) / 2, 1); size > 0; size /= 2) {
    while (drop_bytes(found, differs, size) && size > 1) {
    }
  }
  drop_files(found, differs);
  for (const int before : {0, 1}) {
    Case simpler = found;
    simpler.before = before;
    if (found.before > before && differs(simpler)) {
      found = simpler;
    }
  }
  return found;
}

}  // namespace yama::loaders
