// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/lines.h"

#include <algorithm>
#include <cstring>

namespace yama::sysctl {

namespace {

constexpr std::size_t kLongLine = 1024UL * 1024UL;  // LONG_LINE_MAX, systemd src/basic/fileio.h

std::string_view characters_of(LineEnds ends) {
  constexpr std::string_view kEnds("\n\0\r", 3);
  switch (ends) {
    case LineEnds::kNewline:
      return kEnds.substr(0, 1);
    case LineEnds::kNewlineOrNul:
      return kEnds.substr(0, 2);
    case LineEnds::kNewlineReturnOrNul:
      return kEnds;
  }
  return kEnds;
}

/// The next place of one text that is searched for; it only moves forward, so that all searches together are linear.
class Search {
 public:
  Search(std::string_view bytes, std::string_view what) : bytes_(bytes), what_(what) {}

  /// The first place at or after `from`, the end of the bytes when there is none.
  std::size_t next(std::size_t from) {
    if (!started_ || at_ < from) {
      started_ = true;
      const void* const found = memmem(bytes_.data() + from, bytes_.size() - from, what_.data(), what_.size());
      at_ =
          found == nullptr ? bytes_.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes_.data());
    }
    return at_;
  }

 private:
  std::string_view bytes_;
  std::string_view what_;
  std::size_t at_ = 0;
  bool started_ = false;
};

using Searches = std::vector<Search>;

Searches searches_for(std::string_view bytes, std::string_view characters) {
  Searches searches;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    searches.emplace_back(bytes, characters.substr(i, 1));
  }
  return searches;
}

std::size_t nearest(Searches& searches, std::size_t from, std::size_t end) {
  for (Search& search : searches) {
    end = std::min(end, search.next(from));
  }
  return end;
}

}  // namespace

std::vector<Line> lines_that_may_concern(std::string_view bytes, LineEnds ends, std::string_view needle) {
  const std::string_view enders = characters_of(ends);
  const auto is_end = [&enders](char c) { return enders.find(c) != std::string_view::npos; };
  Searches hits = searches_for(bytes, kSpecialCharacters);
  hits.emplace_back(bytes, needle);
  Searches terminators = searches_for(bytes, enders);
  std::vector<Line> lines;
  std::size_t counted = 0;
  std::size_t number = 1;
  for (std::size_t from = 0; from < bytes.size();) {
    const std::size_t hit = nearest(hits, from, bytes.size());
    if (hit == bytes.size()) {
      break;
    }
    std::size_t start = hit;
    while (start > from && !is_end(bytes[start - 1])) {
      --start;
    }
    const std::size_t end = nearest(terminators, hit, bytes.size());
    number += static_cast<std::size_t>(std::count(bytes.begin() + counted, bytes.begin() + start, '\n'));
    counted = start;
    lines.push_back({.text = bytes.substr(start, end - start),
                     .offset = start,
                     .number = number,
                     .terminated = end < bytes.size()});
    from = end;
  }
  return lines;
}

std::vector<Line> pieces_of(const Line& line, std::size_t most) {
  std::vector<Line> pieces;
  for (std::size_t at = 0; at == 0 || at < line.text.size(); at += most) {
    Line piece = line;
    piece.text = line.text.substr(at, most);
    piece.offset = line.offset + at;
    piece.terminated = line.terminated || at + most < line.text.size();
    piece.text = piece.text.substr(0, piece.text.find('\0'));
    pieces.push_back(piece);
  }
  return pieces;
}

std::optional<std::size_t> start_of_too_long_line(std::string_view bytes, LineEnds ends) {
  std::size_t start = 0;
  while (bytes.size() - start >= kLongLine) {
    const std::size_t end = bytes.substr(start, kLongLine).find_last_of(characters_of(ends));
    if (end == std::string_view::npos) {
      return start;
    }
    start += end + 1;
  }
  return std::nullopt;
}

}  // namespace yama::sysctl
