// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/layout.h"

namespace yama::sysctl {
namespace {

/// Where links end to what is no file; systemd before 239 tells such a link from the thing itself.
constexpr const char* kDirectoryElsewhere = "/srv/directory";
constexpr const char* kSpecialElsewhere = "/srv/special";

Node link_to(std::string target) { return {.type = Node::Type::kLink, .content = std::move(target)}; }

Node file_of(const Tree& tree, const std::string& path) {
  const auto file = tree.files.find(path);
  return file == tree.files.end() ? Node{.type = Node::Type::kUnreadable}
                                  : Node{.type = Node::Type::kFile, .content = std::string(file->second.bytes.view())};
}

/// The name itself, which may be a link to what is laid besides.
Node node_of(const Tree& tree, const std::string& path, const Entry& entry) {
  switch (entry.type) {
    case EntryType::kFile:
      return entry.file == path ? file_of(tree, path) : link_to(entry.file);
    case EntryType::kDirectory:
      return entry.is_link ? link_to(kDirectoryElsewhere) : Node{.type = Node::Type::kDirectory};
    case EntryType::kMissing:
      return link_to("/nonexistent");
    case EntryType::kSpecial:
      return entry.is_link ? link_to(kSpecialElsewhere) : Node{.type = Node::Type::kSpecial};
    case EntryType::kEmpty:
      return link_to("/dev/null");
    case EntryType::kUnreadable:
      return {.type = Node::Type::kUnreadable};
    case EntryType::kBroken:
      return link_to(path);
  }
  return {};
}

}  // namespace

Layout layout_of(const Tree& tree) {
  Layout layout;
  for (const auto& [path, entry] : tree.entries) {
    layout.insert_or_assign(path, node_of(tree, path, entry));
    if (entry.type == EntryType::kFile) {
      layout.insert_or_assign(entry.file, file_of(tree, entry.file));
    } else if (entry.is_link && entry.type == EntryType::kDirectory) {
      layout.insert_or_assign(kDirectoryElsewhere, Node{.type = Node::Type::kDirectory});
    } else if (entry.is_link && entry.type == EntryType::kSpecial) {
      layout.insert_or_assign(kSpecialElsewhere, Node{.type = Node::Type::kSpecial});
    }
  }
  for (const std::string& path : tree.blocked) {
    layout.try_emplace(path, Node{.type = Node::Type::kFile});
  }
  return layout;
}

}  // namespace yama::sysctl
