// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/key_path.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "sysctl/lines.h"

namespace yama::sysctl {

namespace {

constexpr std::string_view kProcSys = "/proc/sys/";

// Directories beside the key's own that every kernel has: "vm/../kernel/..." opens the key.
constexpr std::array<std::string_view, 4> kNeighbours = {"fs", "kernel", "net", "vm"};

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> components;
  while (true) {
    const std::size_t slash = path.find('/');
    components.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) {
      return components;
    }
    path.remove_prefix(slash + 1);
  }
}

/// A place on the way: 0 is /proc/sys, -1 /proc, -2 /, n the directory of the key's n-th component.
struct Place {
  std::ptrdiff_t depth = 0;
  bool aside = false;  ///< in a neighbour of the first component
};

class Walk {
 public:
  explicit Walk(const std::vector<std::string>& key) : key_(key) {}

  [[nodiscard]] bool arrived(Place place) const { return place.depth == length(); }

  /// Where `name` leads from `place`; none where it leads to no directory on the way, nor to the key.
  [[nodiscard]] std::optional<Place> step(Place place, std::string_view name) const {
    if (arrived(place)) {
      return std::nullopt;  // a file: even "." is ENOTDIR
    }
    if (name.empty() || name == ".") {
      return place;
    }
    if (name == "..") {
      return place.aside ? Place{} : Place{.depth = std::max<std::ptrdiff_t>(place.depth - 1, kRoot)};
    }
    if (place.aside) {
      return std::nullopt;
    }
    if (place.depth < 0) {
      return name == (place.depth == kRoot ? "proc" : "sys") ? std::optional(Place{.depth = place.depth + 1})
                                                             : std::nullopt;
    }
    if (name == key_[static_cast<std::size_t>(place.depth)]) {
      return Place{.depth = place.depth + 1};
    }
    if (place.depth == 0 && std::ranges::find(kNeighbours, name) != kNeighbours.end()) {
      return Place{.depth = 1, .aside = true};
    }
    return std::nullopt;
  }

  /// Where a path leads from a place.
  [[nodiscard]] std::optional<Place> follow(Place place, std::string_view path) const {
    for (const std::string_view component : split(path)) {
      const std::optional<Place> next = step(place, component);
      if (!next) {
        return std::nullopt;
      }
      place = *next;
    }
    return place;
  }

  /// The same from /proc/sys, or from the root for a path that begins there.
  [[nodiscard]] std::optional<Place> from_there(std::string_view path) const {
    return follow(path.starts_with('/') ? Place{.depth = kRoot} : Place{}, path);
  }

  /// The names in a directory that lead on.
  [[nodiscard]] std::vector<std::string> names(Place place) const {
    if (arrived(place) || place.aside) {
      return {};
    }
    if (place.depth < 0) {
      return {place.depth == kRoot ? "proc" : "sys"};
    }
    if (place.depth == 0) {
      std::vector<std::string> names(kNeighbours.begin(), kNeighbours.end());
      if (std::ranges::find(names, key_.front()) == names.end()) {
        names.push_back(key_.front());
      }
      return names;
    }
    return {key_[static_cast<std::size_t>(place.depth)]};
  }

 private:
  static constexpr std::ptrdiff_t kRoot = -2;
  [[nodiscard]] std::ptrdiff_t length() const { return static_cast<std::ptrdiff_t>(key_.size()); }

  const std::vector<std::string>& key_;
};

bool has_glob(std::string_view component) { return component.find_first_of(kGlobCharacters) != std::string_view::npos; }

std::string unescaped(std::string_view component) {
  std::string plain;
  for (std::size_t i = 0; i < component.size(); ++i) {
    i += component[i] == '\\' && i + 1 < component.size() ? 1U : 0U;
    plain += component[i];
  }
  return plain;
}

/// glob(3) without GLOB_BRACE, down the way to the key.
class Glob {
 public:
  Glob(const Walk& walk, bool dot_entries, KeyPath::Matches& matches)
      : walk_(walk), dot_entries_(dot_entries), matches_(matches) {}

  void run(std::string_view pattern) {
    // "pattern/" is expanded as "pattern", GLOB_MARK. What readdir(3) then yields must be a directory; what is only
    // looked up, a component without a special character, may be the key's file.
    const std::size_t length = pattern.find_last_not_of('/') + 1;
    if (length < pattern.size() && length > 0) {
      pattern = pattern.substr(0, length);
      const std::string_view last = pattern.substr(pattern.rfind('/') + 1);
      if (last.find_first_of(kSpecialCharacters) != std::string_view::npos) {
        return;
      }
    }
    std::vector<State> states = {State{}};
    std::string_view separator;
    for (const std::string_view component : split(pattern)) {
      states = next_states(states, separator, component);
      separator = "/";
    }
    for (State& state : states) {
      if (walk_.arrived(state.place)) {
        matches_.paths.push_back(std::move(state.path));
      }
    }
  }

 private:
  struct State {
    Place place;
    std::string path;
  };

  [[nodiscard]] std::vector<State> next_states(const std::vector<State>& states, std::string_view separator,
                                               std::string_view component) {
    std::vector<State> next;
    for (const State& state : states) {
      for (const std::string& name : candidates(state.place, component)) {
        const std::optional<Place> place = walk_.step(state.place, name);
        if (!place) {
          continue;
        }
        if (next.size() == limit::kMatches) {
          matches_.cut = true;
          return next;
        }
        next.push_back({*place, (state.path + std::string(separator)).append(name)});
      }
    }
    return next;
  }

  [[nodiscard]] std::vector<std::string> candidates(Place place, std::string_view component) const {
    if (!has_glob(component)) {
      return {unescaped(component)};
    }
    std::vector<std::string> names = walk_.names(place);
    if (dot_entries_) {
      names.emplace_back(".");
      names.emplace_back("..");
    }
    std::erase_if(names, [pattern = std::string(component)](const std::string& name) {
      return !component_matches(pattern, name);
    });
    return names;
  }

  const Walk& walk_;
  bool dot_entries_;
  KeyPath::Matches& matches_;
};

/// The end of a brace expression's first alternative, its ',' or '}': next_brace_sub() of glibc, posix/glob.c.
std::size_t end_of_alternative(std::string_view pattern, std::size_t at) {
  std::size_t depth = 0;
  for (; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '\\') {
      ++at;
    } else if (c == '{') {
      ++depth;
    } else if ((c == '}' || c == ',') && depth == 0) {
      return at;
    } else if (c == '}') {
      --depth;
    }
  }
  return std::string_view::npos;
}

std::size_t first_brace(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '{') {
      return at;
    }
    at += pattern[at] == '\\' ? 1U : 0U;
  }
  return std::string_view::npos;
}

}  // namespace

std::string swap_separators(std::string_view key) {
  std::string path(key);
  const std::size_t first = path.find_first_of("/.");
  if (first == std::string::npos || path[first] == '/') {
    return path;
  }
  for (char& c : path) {
    c = c == '.' ? '/' : c == '/' ? '.' : c;
  }
  return path;
}

std::string simplify(std::string_view path, bool drop_leading_dot_dot) {
  const bool absolute = path.starts_with('/');
  std::string simple;
  for (const std::string_view component : split(path)) {
    if (component.empty() || component == "." ||
        (component == ".." && simple.empty() && absolute && drop_leading_dot_dot)) {
      continue;
    }
    if (!simple.empty()) {
      simple += '/';
    }
    simple += component;
  }
  if (simple.empty()) {
    return absolute ? "/" : ".";
  }
  return simple;
}

std::vector<std::string> expand_braces(std::string_view pattern, std::size_t byte_limit, bool& cut) {
  std::vector<std::string> open = {std::string(pattern)};
  std::vector<std::string> done;
  std::size_t bytes = 0;
  while (!open.empty()) {
    const std::string text = std::move(open.back());
    open.pop_back();
    bytes += text.size();
    if (bytes > byte_limit) {
      cut = true;
      return done;
    }
    const std::size_t begin = first_brace(text);
    std::vector<std::string> alternatives;
    std::size_t at = begin;
    while (at != std::string::npos && (at == begin || text[at] != '}')) {
      const std::size_t end = end_of_alternative(text, at + 1);
      if (end != std::string::npos) {
        alternatives.push_back(text.substr(at + 1, end - at - 1));
      }
      at = end;
    }
    if (at == std::string::npos) {  // no brace, or not a well-formed expression: literal from here on
      done.push_back(text);
      continue;
    }
    std::ranges::reverse(alternatives);  // the first one is looked at first
    for (const std::string& alternative : alternatives) {
      open.push_back(std::string(text, 0, begin).append(alternative).append(text, at + 1));
    }
  }
  return done;
}

bool component_matches(const std::string& pattern, const std::string& name) {
  return fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0;
}

KeyPath::KeyPath(std::string_view key) : path_(simplify(swap_separators(key), true)) {
  for (const std::string_view component : split(path_)) {
    components_.emplace_back(component);
  }
  // Any '.' in a component is a '/' in the dotted spelling: only what is between them looks the same in both.
  for (std::string_view rest = components_.back(); !rest.empty();) {
    const std::string_view piece = rest.substr(0, rest.find('.'));
    if (piece.size() > needle_.size()) {
      needle_ = piece;
    }
    rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
  }
}

bool KeyPath::is_opened_by(std::string_view path) const {
  const Walk walk(components_);
  const std::optional<Place> end = kProcSys.size() + path.size() < PATH_MAX ? walk.follow(Place{}, path) : std::nullopt;
  return end && walk.arrived(*end);
}

bool KeyPath::is_opened_from_there(std::string_view path) const {
  const Walk walk(components_);
  const std::optional<Place> end = path.size() < PATH_MAX ? walk.from_there(path) : std::nullopt;
  return end && walk.arrived(*end);
}

std::optional<std::string> KeyPath::with_needed_slashes(std::string_view key, bool exchanges) const {
  if (const std::size_t slash = key.find('/');
      exchanges && slash != std::string_view::npos && key.substr(0, slash).find('.') != std::string_view::npos) {
    return swap_separators(key);
  }
  if (key.size() >= PATH_MAX || std::cmp_greater(std::ranges::count(key, '.'), limit::kDots)) {
    return std::nullopt;
  }
  const Walk walk(components_);
  std::string path{key};
  std::size_t begin = 0;
  for (std::size_t end = path.size(); !path.empty();) {
    const std::string_view before{path.data(), end};
    if ((end == path.size() || path[end] == '.') && !before.empty() && walk.from_there(before)) {
      if (end == path.size()) {
        break;
      }
      path[end] = '/';
      begin = end + 1;
      end = path.size();
    } else if (end == begin) {
      break;
    } else {
      --end;
    }
  }
  return path;
}

KeyPath::Matches KeyPath::matches(std::string_view pattern, GlobRules rules) const {
  Matches matches;
  const Walk walk(components_);
  Glob glob(walk, rules.dot_entries, matches);
  if (!rules.braces) {
    glob.run(pattern);
    return matches;
  }
  for (const std::string& alternative :
       expand_braces(pattern, limit::kAlternatives + 4 * pattern.size(), matches.cut)) {
    glob.run(alternative);
  }
  return matches;
}

}  // namespace yama::sysctl
