// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/pattern.h"

#include <algorithm>
#include <cstddef>

namespace yama::tuned {
namespace {

/// "[seq]" taken off a pattern behind its '['.
struct Set {
  std::string_view members;
  bool negated = false;
  std::size_t length = 0;  ///< of the pattern, with both brackets; 0: it has no end, and '[' is itself
};

Set set_at(std::string_view pattern) {
  const std::size_t first = pattern.size() > 1 && pattern[1] == '!' ? 2 : 1;
  const std::size_t close = pattern.find(']', std::min(first + 1, pattern.size()));
  if (first >= pattern.size() || close == std::string_view::npos) {
    return {};
  }
  return {.members = pattern.substr(first, close - first), .negated = first == 2, .length = close + 1};
}

bool holds(std::string_view members, char byte) {
  for (std::size_t at = 0; at < members.size(); ++at) {
    if (at + 2 < members.size() && members[at + 1] == '-') {
      if (members[at] <= byte && byte <= members[at + 2]) {
        return true;
      }
      at += 2;
    } else if (members[at] == byte) {
      return true;
    }
  }
  return false;
}

/// How many bytes of the pattern match the one byte; 0: they do not.
std::size_t match_one(std::string_view pattern, char byte) {
  if (pattern.empty()) {
    return 0;
  }
  if (const Set set = pattern.front() == '[' ? set_at(pattern) : Set{}; set.length > 0) {
    return holds(set.members, byte) != set.negated ? set.length : 0;
  }
  return pattern.front() == '?' || pattern.front() == byte ? 1 : 0;
}

}  // namespace

bool matches_pattern(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t star = std::string_view::npos;  // behind the last '*', and what it took of the text
  std::size_t taken = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = ++in_pattern;
      taken = at;
    } else if (const std::size_t length = match_one(pattern.substr(in_pattern), text[at]); length > 0) {
      in_pattern += length;
      ++at;
    } else if (star != std::string_view::npos) {
      in_pattern = star;
      at = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

}  // namespace yama::tuned
