// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "vector_text.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <string_view>

namespace yama::loaders {

namespace {

using boost::json::array;
using boost::json::object;

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = (bits << 8U) | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= group.size() ? kAlphabet[(bits >> (18U - 6U * static_cast<unsigned>(k))) & 63U] : '=';
    }
  }
  return text;
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c != 0 && static_cast<unsigned char>(c) < 0x80; });
}

/// Runs of one character are told, not shown.
array parts_of(std::string_view bytes) {
  constexpr std::size_t kLongRun = 200;
  array parts;
  std::string text;
  while (!bytes.empty()) {
    const std::size_t run = std::min(bytes.find_first_not_of(bytes.front()), bytes.size());
    if (run >= kLongRun) {
      if (!text.empty()) {
        parts.push_back(object{{"text", text}});
        text.clear();
      }
      parts.push_back(object{{"repeat", bytes.substr(0, 1)}, {"count", run}});
    } else {
      text += bytes.substr(0, run);
    }
    bytes.remove_prefix(run);
  }
  if (!text.empty()) {
    parts.push_back(object{{"text", text}});
  }
  return parts;
}

/// The directories of what is shown besides need no mention.
bool goes_without_saying(const Case& shown, const std::string& path, const test::FileSystem::Node& node) {
  const auto below = shown.files.nodes().lower_bound(path + "/");
  return node.type == test::FileSystem::Node::Type::kDirectory && below != shown.files.nodes().end() &&
         below->first.starts_with(path + "/");
}

object file_of(std::string_view bytes) {
  if (!is_plain(bytes)) {
    return {{"type", "file"}, {"base64", base64(bytes)}};
  }
  if (array parts = parts_of(bytes); parts.size() > 1) {
    return {{"type", "file"}, {"parts", std::move(parts)}};
  }
  return {{"type", "file"}, {"text", bytes}};
}

}  // namespace

std::string vector_text(const std::string& id, const Case& shown, const Observed& observed) {
  object files;
  for (const auto& [path, node] : shown.files.nodes()) {
    if (goes_without_saying(shown, path, node)) {
      continue;
    }
    switch (node.type) {
      case test::FileSystem::Node::Type::kFile:
        files[path] = file_of(node.content);
        break;
      case test::FileSystem::Node::Type::kLink:
        files[path] = {{"type", "symlink"}, {"target", node.content}};
        break;
      case test::FileSystem::Node::Type::kDirectory:
        files[path] = {{"type", "directory"}};
        break;
      case test::FileSystem::Node::Type::kSpecial:
        files[path] = {{"type", "special"}};
        break;
      case test::FileSystem::Node::Type::kUnreadable:
        files[path] = {{"type", "unreadable"}};
        break;
    }
  }
  object seen;
  for (const auto& [loader, versions] : observed) {
    object scopes;
    for (const auto& [version, scope] : versions) {
      scopes[version.substr(version.find(':') + 1)] = array{scope};  // without the epoch
    }
    seen[loader] = std::move(scopes);
  }
  return boost::json::serialize(object{{"id", id},
                                       {"title", ""},
                                       {"initial_scope", shown.before},
                                       {"files", std::move(files)},
                                       {"observed", std::move(seen)}});
}

}  // namespace yama::loaders
