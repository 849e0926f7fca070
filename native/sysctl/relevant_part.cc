// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/relevant_part.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string>

#include "sysctl/lines.h"

namespace yama::sysctl {
namespace {

std::string_view last_component(std::string_view key) { return key.substr(key.find_last_of("./") + 1); }

bool contains(std::string_view bytes, char character) {
  return std::memchr(bytes.data(), character, bytes.size()) != nullptr;
}

/// Whether the character stands anywhere but in comments. Lines end at "\n" only.
bool stands_outside_comments(std::string_view bytes, char character) {
  const char* from = bytes.data();
  const char* const end = bytes.data() + bytes.size();
  while (const void* found = std::memchr(from, character, static_cast<std::size_t>(end - from))) {
    const char* const hit = static_cast<const char*>(found);
    const void* const before = ::memrchr(from, '\n', static_cast<std::size_t>(hit - from));
    const char* const start = before == nullptr ? from : static_cast<const char*>(before) + 1;
    if (*std::find_if_not(start, hit, [](char c) { return c == ' ' || c == '\t'; }) != '#') {
      return true;
    }
    const void* const after = std::memchr(hit, '\n', static_cast<std::size_t>(end - hit));
    if (after == nullptr) {
      return false;
    }
    from = static_cast<const char*>(after) + 1;
  }
  return false;
}

/// A CR or NUL may end a comment for systemd, so a file with one is not searched for comments.
bool has_pattern(std::string_view bytes) {
  const bool odd_ends = contains(bytes, '\r') || contains(bytes, '\0');
  return std::any_of(kSpecialCharacters.begin(), kSpecialCharacters.end(), [&](char character) {
    return odd_ends ? contains(bytes, character) : stands_outside_comments(bytes, character);
  });
}

/// procps takes every name for a pattern of glob(3): such a one makes other names count that say nothing of the key.
bool stands_for_others(std::string_view name) {
  constexpr std::string_view kOfPatterns = "*?[{\\";
  return std::any_of(kOfPatterns.begin(), kOfPatterns.end(), [name](char each) { return contains(name, each); });
}

}  // namespace

bool may_concern(std::string_view bytes, std::string_view key) {
  const std::string_view word = last_component(key);
  return ::memmem(bytes.data(), bytes.size(), word.data(), word.size()) != nullptr || has_pattern(bytes) ||
         start_of_too_long_line(bytes, LineEnds::kNewlineOrNul);  // the fewest ends: whatever any release stops at
}

Tree relevant_part(const Tree& tree) {
  std::set<std::string_view> files;
  for (const auto& [path, file] : tree.files) {
    if (file.concerns_key) {
      files.insert(path);
    }
  }
  std::set<std::string_view> names;
  for (const auto& [path, entry] : tree.entries) {
    if (stands_for_others(name_of(path))) {
      return tree;
    }
    if (files.contains(entry.file)) {
      names.insert(name_of(path));
    }
  }
  Tree result;
  result.loaded_by = tree.loaded_by;
  result.credential = tree.credential;
  result.blocked = tree.blocked;
  for (const auto& [path, entry] : tree.entries) {
    const bool is_plain = entry.type == EntryType::kFile;
    if (is_plain && !names.contains(name_of(path))) {
      continue;
    }
    result.entries.emplace_hint(result.entries.end(), path, entry);
    if (is_plain) {
      result.files.emplace(entry.file, files.contains(entry.file) ? tree.files.at(entry.file)
                                                                  : File{.bytes = {}, .concerns_key = false});
    }
  }
  return result;
}

}  // namespace yama::sysctl
