// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/redact.h"

#include <algorithm>
#include <array>

namespace yama::sysctl {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kOddEnds("\r\0", 2);
constexpr std::string_view kPatternCharacters = "*?[{\\";
constexpr std::array<std::string_view, 2> kWords = {"yama", "ptrace"};
constexpr std::size_t kLongLine = 1024;  // shorter than any loader's buffer for lines

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
constexpr bool is_word_character(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_key_character(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '_' || c == '-';
}

bool may_name_key(std::string_view text) {
  const auto holds = [text](std::string_view word) {
    const auto alike = [](char c, char d) { return lower(c) == d; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), alike) != text.end();
  };
  return text.find_first_of(kPatternCharacters) != std::string_view::npos || std::ranges::any_of(kWords, holds);
}

/// Takes off the front what is of these characters.
std::string_view take(std::string_view& text, std::string_view characters) {
  const std::string_view taken = text.substr(0, text.find_first_not_of(characters));
  text.remove_prefix(taken.size());
  return taken;
}

std::string_view take_key(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_key_character);
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

/// "net.ipv4.conf.eth0.rp_filter" -> "net.ipv4.conf.xxxx.rp_filter"
std::string without_interface(std::string_view key) {
  std::string shown(key);
  const std::size_t slash = key.starts_with('/') ? 1 : 0;
  for (const std::string_view group :
       {"net.ipv4.conf.", "net.ipv4.neigh.", "net.ipv6.conf.", "net.ipv6.neigh.", "net.mpls.conf."}) {
    const auto alike = [](char c, char d) { return (c == '/' ? '.' : c) == d; };
    const std::string_view start = key.substr(slash, group.size());
    const std::size_t end = key.find_last_of("./");
    if (!std::ranges::equal(start, group, alike) || end < slash + group.size()) {
      continue;
    }
    const std::size_t from = slash + group.size();
    const std::string_view name = key.substr(from, end - from);
    if (name != "all" && name != "default" && name != "lo") {
      shown.replace(from, name.size(), name.size(), 'x');
    }
  }
  return shown;
}

/// A line, or a part of one between bytes that only some loaders take for line ends.
class Text {
 public:
  explicit Text(std::string_view text) {
    indent_ = take(text, kBlanks);
    rest_ = text;
    dash_ = take(text, text.starts_with('-') ? "-" : "");
    blanks_before_key_ = take(text, kBlanks);
    key_ = take_key(text);
    blanks_before_equals_ = take(text, kBlanks);
    end_ = text;
  }

  [[nodiscard]] bool is_comment() const { return rest_.starts_with('#'); }

  /// Whether every loader takes it for the assignment of a key that is surely not ours.
  [[nodiscard]] bool assigns_other_key() const { return is_assignment() && !may_name_key(key_); }

  [[nodiscard]] std::string redacted(bool keep_length) const {
    std::string shown(indent_);
    if (is_comment() || rest_.starts_with(';')) {
      return shown.append(keep_length ? rest_.size() : 1, rest_.front());
    }
    const bool excludes = !dash_.empty() && !key_.empty() && end_.empty();
    if (!is_assignment() && !excludes) {
      return shown + masked(rest_);
    }
    shown.append(dash_).append(blanks_before_key_).append(without_interface(key_)).append(blanks_before_equals_);
    return is_assignment() ? shown + assigned(keep_length) : shown;
  }

 private:
  [[nodiscard]] bool is_assignment() const { return !key_.empty() && end_.starts_with('='); }

  /// From the "=" on.
  [[nodiscard]] std::string assigned(bool keep_length) const {
    std::string_view value = end_.substr(1);
    std::string shown = "=" + std::string(take(value, kBlanks));
    const std::size_t size = value.find_last_not_of(kBlanks) + 1;
    shown.append(keep_length ? size : std::min<std::size_t>(size, 1), '0');
    return shown.append(value.substr(size));
  }

  static std::string masked(std::string_view text) {
    std::string shown(text);
    std::ranges::replace_if(shown, is_word_character, 'x');
    return shown;
  }

  std::string_view indent_;
  std::string_view rest_;  ///< from the indent on; what follows is its parts
  std::string_view dash_;
  std::string_view blanks_before_key_;
  std::string_view key_;
  std::string_view blanks_before_equals_;
  std::string_view end_;
};

/// A line that some loaders take for several: nothing in it may name the key.
std::string redacted_parts(std::string_view line, bool keep_length) {
  std::string shown;
  while (true) {
    const std::string_view part = line.substr(0, line.find_first_of(kOddEnds));
    shown += Text(part).redacted(keep_length);
    if (part.size() == line.size()) {
      return shown;
    }
    shown += line[part.size()];
    line.remove_prefix(part.size() + 1);
  }
}

/// A line without its "\n". To no loader a "#" after a byte order mark begins a comment.
std::string redacted_line(std::string_view line, bool follows_mark) {
  const std::string_view body = line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0));
  std::string joined(body);
  const bool odd = std::erase_if(joined, [](char c) { return kOddEnds.find(c) != std::string_view::npos; }) > 0;
  const Text text(body);
  const bool harmless = !odd && ((text.is_comment() && !follows_mark) || text.assigns_other_key());
  if (!harmless && may_name_key(joined)) {
    return std::string(line);
  }
  return redacted_parts(line, line.size() >= kLongLine);
}

/// A line that busybox joins to the next, or to the one before: whether the first of them may be about our key, so that
/// what follows is a part of it.
bool begins_our_key(std::string_view first) {
  const Text text(first);
  return !text.is_comment() && !text.assigns_other_key();
}

/// With the '\' at its end that joins it to the next one, or without any, as it was.
std::string with_join_of(std::string_view line, std::string shown) {
  if (line.ends_with('\\')) {
    return shown.ends_with('\\') ? shown : shown + '\\';
  }
  while (shown.ends_with('\\')) {
    shown.pop_back();
  }
  return shown;
}

}  // namespace

std::string redacted(std::string_view bytes) {
  std::string shown;
  bool is_joined = false;
  bool is_ours = false;
  const bool marked = bytes.starts_with(kByteOrderMark);
  if (marked) {
    shown = kByteOrderMark;
    bytes.remove_prefix(kByteOrderMark.size());
  }
  for (bool is_first = true;; is_first = false) {
    const std::size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    is_ours = is_joined ? is_ours : line.ends_with('\\') && begins_our_key(line);
    is_joined = line.ends_with('\\');
    shown += is_ours ? std::string(line) : with_join_of(line, redacted_line(line, marked && is_first));
    if (end == std::string_view::npos) {
      return shown;
    }
    shown += '\n';
    bytes.remove_prefix(end + 1);
  }
}

Tree redacted(Tree tree) {
  for (auto& [path, file] : tree.files) {
    file.bytes = redacted(file.bytes);
  }
  return tree;
}

}  // namespace yama::sysctl
