// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/name_pattern.h"

#include <algorithm>
#include <bitset>
#include <cctype>
#include <climits>
#include <cstddef>
#include <cstdint>

#include "base/limits.h"

namespace yama::unit {
namespace {

/// Places in the name, a bit for each, the end of it included.
using Places = std::uint64_t;
using Bytes = std::bitset<UCHAR_MAX + 1>;

std::size_t byte_of(char c) { return static_cast<unsigned char>(c); }

/// Reads the pattern once from left to right, and follows all places where what was read so far may end.
class Reader {
 public:
  Reader(std::string_view pattern, std::string_view name) : pattern_(pattern), name_(name) {}

  std::optional<bool> run() {
    const Places all = end_place() | (end_place() - 1);
    const Places ends = alternatives(all, 0);
    if (!understood_ || at_ < pattern_.size()) {
      return std::nullopt;
    }
    return ends != 0;
  }

 private:
  [[nodiscard]] bool more() const { return understood_ && at_ < pattern_.size(); }
  [[nodiscard]] Places end_place() const { return Places{1} << name_.size(); }

  Places give_up() {
    understood_ = false;
    return 0;
  }

  Places alternatives(Places from, int depth) {
    Places ends = branch(from, depth);
    while (more() && pattern_[at_] == '|') {
      ++at_;
      ends |= branch(from, depth);
    }
    return ends;
  }

  Places branch(Places from, int depth) {
    const std::size_t begin = at_;
    while (more() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      from = piece(from, depth);
    }
    return at_ == begin ? give_up() : from;
  }

  /// One thing that stands in the name, and how often.
  Places piece(Places from, int depth) {
    const std::size_t begin = at_;
    const char c = pattern_[at_];
    if (c == '^' || c == '$') {
      ++at_;
      return is_operator() ? give_up() : from & (c == '^' ? Places{1} : end_place());
    }
    const Places once = thing(from, depth);
    if (!is_operator()) {
      return once;
    }
    const std::size_t behind = at_ + 1;
    const char often = pattern_[at_];
    if (often == '{') {
      return give_up();
    }
    const Places ends = often == '?' ? from | once : again(begin, once, depth) | (often == '*' ? from : 0);
    at_ = behind;
    return is_operator() ? give_up() : ends;
  }

  /// Where the thing that begins there in the pattern ends when it stands there once more, and once more.
  Places again(std::size_t begin, Places ends, int depth) {
    for (Places before = 0; understood_ && before != ends;) {
      before = ends;
      at_ = begin;
      ends |= thing(before, depth);
    }
    return ends;
  }

  [[nodiscard]] bool is_operator() const {
    return at_ < pattern_.size() && std::string_view{"*+?{"}.find(pattern_[at_]) != std::string_view::npos;
  }

  Places thing(Places from, int depth) {
    const char c = pattern_[at_];
    if (c == '(') {
      return group(from, depth + 1);
    }
    return step(from, c == '[' ? bracket() : single());
  }

  Places group(Places from, int depth) {
    ++at_;
    const Places ends = depth > limit::kPatternGroups ? give_up() : alternatives(from, depth);
    if (!more() || pattern_[at_] != ')') {
      return give_up();
    }
    ++at_;
    return ends;
  }

  /// The bytes that one character of the pattern stands for.
  Bytes single() {
    char c = pattern_[at_++];
    Bytes bytes;
    if (c == '.') {
      return bytes.set();
    }
    if (c == '\\') {
      c = more() ? pattern_[at_++] : 'x';
      understood_ = understood_ && std::ispunct(static_cast<unsigned char>(c)) != 0 &&
                    std::string_view{"<>`'"}.find(c) == std::string_view::npos;
    } else if (std::string_view{"*+?{"}.find(c) != std::string_view::npos) {
      understood_ = false;
    }
    return bytes.set(byte_of(c));
  }

  Bytes bracket() {
    ++at_;
    const bool others = more() && pattern_[at_] == '^';
    at_ += others ? 1 : 0;
    Bytes bytes;
    for (bool first = true; more() && (first || pattern_[at_] != ']'); first = false) {
      take_range(bytes);
    }
    if (!more()) {
      give_up();
      return bytes;
    }
    ++at_;
    return others ? ~bytes : bytes;
  }

  /// One byte of a bracket, or those from one to another.
  void take_range(Bytes& bytes) {
    const std::string_view left = pattern_.substr(at_);
    const char from = left[0];
    const bool range = left.size() > 2 && left[1] == '-' && left[2] != ']';
    const char to = range ? left[2] : from;
    if (from == '[' || to == '[' || (range && (from == '-' || to == '-')) || byte_of(from) > byte_of(to)) {
      give_up();
      return;
    }
    for (std::size_t byte = byte_of(from); byte <= byte_of(to); ++byte) {
      bytes.set(byte);
    }
    at_ += range ? 3 : 1;
    understood_ = understood_ && !(range && left.size() > 3 && left[3] == '-');
  }

  [[nodiscard]] Places step(Places from, const Bytes& bytes) const {
    Places ends = 0;
    for (std::size_t i = 0; i < name_.size(); ++i) {
      const bool goes_on = (from >> i & 1U) != 0 && bytes[byte_of(name_[i])];
      ends |= goes_on ? Places{2} << i : 0;
    }
    return ends;
  }

  std::string_view pattern_;
  std::string_view name_;
  std::size_t at_ = 0;
  bool understood_ = true;
};

}  // namespace

std::optional<bool> occurs_in(std::string_view pattern, std::string_view name) {
  if (name.size() >= sizeof(Places) * CHAR_BIT || pattern.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  return Reader(pattern, name).run();
}

}  // namespace yama::unit
