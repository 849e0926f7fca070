// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yama::sysctl {

/// How a loader calls glob(3).
struct GlobRules {
  bool braces = false;       ///< GLOB_BRACE: "{a,b}"
  bool dot_entries = false;  ///< readdir(3) yields "." and "..", so that ".*" matches them
};

/// "kernel.yama.ptrace_scope" or "kernel/yama.ptrace_scope" as path below /proc/sys: the first separator tells which
/// spelling it is; if that is '.', every '.' and '/' change places. sysctl_normalize() of systemd, slashdot() of
/// procps.
std::string swap_separators(std::string_view key);

/// "a//b/./c/" is "a/b/c", one leading '/' is removed: the rest of sysctl_normalize() of systemd.
/// `drop_leading_dot_dot`: "/../a" is "a" too.
std::string simplify(std::string_view path, bool drop_leading_dot_dot);

/// A brace expression's alternatives, nested ones too, in glibc's order; one that is not well-formed stays as it is.
/// Looks at `byte_limit` bytes of alternatives; `cut` tells that there were more.
std::vector<std::string> expand_braces(std::string_view pattern, std::size_t byte_limit, bool& cut);

/// One component of a path against one of a pattern, as glob(3) does it: a leading '.' must be matched by a '.'.
bool component_matches(const std::string& pattern, const std::string& name);

/// The way from /proc/sys to one key.
class KeyPath {
 public:
  explicit KeyPath(std::string_view key);

  /// "kernel/yama/ptrace_scope"
  [[nodiscard]] const std::string& path() const { return path_; }

  /// A text that every spelling of the key without a glob character holds: "ptrace_scope".
  [[nodiscard]] const std::string& needle() const { return needle_; }

  /// Does "/proc/sys/" + path open the key's file? Knows "//", "." and "..", and of the neighbours those directories
  /// that every kernel has.
  [[nodiscard]] bool is_opened_by(std::string_view path) const;

  /// The path below /proc/sys that busybox makes of a key, procps/sysctl.c sysctl_dots_to_slashes(): '.' becomes '/'
  /// from the end on, where what stands before it exists. `exchanges`: a key with a '.' before its first '/' has the
  /// two exchanged instead (busybox 1.31). None for a key of so many dots that it is too costly to follow.
  [[nodiscard]] std::optional<std::string> with_needed_slashes(std::string_view key, bool exchanges) const;

  /// The same question for a program that runs in /proc/sys: a path with a '/' in front is one from the root.
  [[nodiscard]] bool is_opened_from_there(std::string_view path) const;

  struct Matches {
    std::vector<std::string> paths;  ///< spellings of the key that glob(3) yields, relative to /proc/sys
    bool cut = false;                ///< there may be more: the pattern is too costly to follow to its end
  };
  /// What glob("/proc/sys/" + pattern) yields of the key.
  [[nodiscard]] Matches matches(std::string_view pattern, GlobRules rules) const;

 private:
  std::string path_;
  std::string needle_;
  std::vector<std::string> components_;
};

}  // namespace yama::sysctl
