// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/marks.h"

#include <algorithm>
#include <utility>

#include "base/md5.h"
#include "sysctl/predict.h"

namespace yama::marks {
namespace {

/// How every text of made_by() begins; most files do not, and are asked no more.
constexpr std::string_view kMadeBy = "# made by ";

constexpr std::string_view kDigestHead = "# MD5 of what it hides: ";

std::string made_file(Maker maker) { return made_by(maker) + "\n"; }

std::string copy_head(Maker maker) { return made_by(maker) + "; hides "; }

/// Before the own line. `open`: the line above had no end, which is ours too.
std::string owned_head(Maker maker, bool open) {
  return std::string{"# set by "}.append(name_of(maker)).append(open ? " (and the line end above):\n" : ":\n");
}

/// Stands before a commented-out line's own bytes, on the same line.
std::string commented_out(Maker maker) {
  return std::string{"# commented out by "}.append(name_of(maker)).append(": ");
}

/// The first of the texts, one for each maker, with which the bytes begin; empty when they begin with none.
template <class TextOf>
std::string beginning(std::string_view bytes, TextOf text_of) {
  for (const Maker maker : kMakers) {
    if (std::string text = text_of(maker); bytes.starts_with(text)) {
      return text;
    }
  }
  return {};
}

/// systemd's ends of lines in sysctl.d are a superset of procps's.
bool ends_line(char c, LineEnds ends) {
  return c == '\n' || (ends == LineEnds::kOfLoaders && (c == '\r' || c == '\0'));
}

/// Whether only blanks stand between `position` and the start of its line.
bool is_first_in_line(std::string_view bytes, std::size_t position, LineEnds ends = LineEnds::kOfLoaders) {
  while (position > 0 && (bytes[position - 1] == ' ' || bytes[position - 1] == '\t')) {
    --position;
  }
  return position == 0 || ends_line(bytes[position - 1], ends);
}

/// The owned block: its head line, and the line below it if that still assigns the key.
struct Block {
  std::size_t begin = 0;
  std::size_t line_begin = 0;
  std::size_t line_end = 0;  ///< without the line's end
  std::size_t end = 0;
};

bool names_the_key(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t' || line.front() == '-')) {
    line.remove_prefix(1);
  }
  return line.substr(0, sysctl::kPtraceScope.size()) == sysctl::kPtraceScope;
}

/// The block below one kind of head line.
std::optional<Block> find_block_of(std::string_view bytes, const std::string& head, bool open) {
  for (std::size_t at = bytes.find(head); at != std::string_view::npos; at = bytes.find(head, at + 1)) {
    if (!is_first_in_line(bytes, at)) {
      continue;
    }
    Block block{.begin = at, .line_begin = at + head.size(), .line_end = at + head.size(), .end = at + head.size()};
    const std::size_t newline = bytes.find('\n', block.line_begin);
    const std::size_t stop = newline == std::string_view::npos ? bytes.size() : newline;
    if (names_the_key(bytes.substr(block.line_begin, stop - block.line_begin))) {
      block.line_end = stop;
      block.end = newline == std::string_view::npos ? stop : newline + 1;
    }
    if (open && block.end == bytes.size() && block.begin > 0) {
      --block.begin;  // nothing came after: the open line becomes the last one again
    }
    return block;
  }
  return std::nullopt;
}

std::optional<Block> find_block(std::string_view bytes) {
  for (const Maker maker : kMakers) {
    for (const bool open : {false, true}) {
      if (const auto block = find_block_of(bytes, owned_head(maker, open), open)) {
        return block;
      }
    }
  }
  return std::nullopt;
}

std::string remove_owned(std::string_view bytes) {
  std::string result{bytes};
  while (const auto block = find_block(result)) {
    result.erase(block->begin, block->end - block->begin);
  }
  return result;
}

}  // namespace

std::string comment_out(std::string_view bytes, const std::set<std::size_t>& offsets, Maker maker) {
  const std::string mark = commented_out(maker);
  std::string result;
  result.reserve(bytes.size() + offsets.size() * mark.size());
  std::size_t copied = 0;
  for (const std::size_t offset : offsets) {
    result.append(bytes.substr(copied, offset - copied)).append(mark);
    copied = offset;
  }
  return result.append(bytes.substr(copied));
}

std::string restore_commented_out(std::string_view bytes, LineEnds ends) {
  constexpr std::string_view kStart = "# commented out by ";
  std::string result;
  result.reserve(bytes.size());
  std::size_t copied = 0;
  for (std::size_t at = bytes.find(kStart); at != std::string_view::npos; at = bytes.find(kStart, at + 1)) {
    const std::string mark = beginning(bytes.substr(at), commented_out);
    if (mark.empty() || at < copied || !is_first_in_line(bytes, at, ends)) {
      continue;
    }
    result.append(bytes.substr(copied, at - copied));
    copied = at + mark.size();
  }
  return result.append(bytes.substr(copied));
}

std::string assignment(Scope scope, bool ignore_errors) {
  std::string line = ignore_errors ? "-" : "";
  return line.append(sysctl::kPtraceScope).append(" = ").append(to_string(scope));
}

std::string set_owned(std::string_view bytes, std::string_view text, bool is_new, Maker maker) {
  std::string result{bytes};
  if (const auto owned = find_owned(bytes)) {
    return result.replace(owned->offset, owned->length, text);
  }
  if (is_new) {
    result = made_file(maker);
  }
  const bool open_line = !result.empty() && result.back() != '\n';
  if (open_line) {
    result += '\n';
  }
  return result.append(owned_head(maker, open_line)).append(text).append("\n");
}

std::optional<Span> find_owned(std::string_view bytes) {
  const auto block = find_block(bytes);
  if (!block || block->line_end == block->line_begin) {
    return std::nullopt;
  }
  return Span{.offset = block->line_begin, .length = block->line_end - block->line_begin};
}

std::optional<std::string> without_owned(std::string_view bytes) {
  std::string rest = remove_owned(bytes);
  return !rest.empty() && rest == beginning(rest, made_file) ? std::nullopt : std::optional{std::move(rest)};
}

std::string digest_of_vendor(std::string_view vendor_bytes) {
  return md5(restore_commented_out(remove_owned(vendor_bytes)));
}

std::string make_copy(std::string_view vendor_path, std::string_view vendor_bytes, Maker maker) {
  std::string copy = copy_head(maker);
  copy.append(vendor_path).append("\n");
  return copy.append(kDigestHead).append(digest_of_vendor(vendor_bytes)).append("\n").append(vendor_bytes);
}

std::optional<Copy> read_copy(std::string_view bytes) {
  const std::string head = bytes.starts_with(kMadeBy) ? beginning(bytes, copy_head) : std::string{};
  if (head.empty()) {
    return std::nullopt;
  }
  Copy copy;
  copy.text = restore_commented_out(remove_owned(bytes));
  const auto take_line = [&copy](std::string_view start) {
    const std::size_t end = copy.text.find('\n');
    std::string rest = copy.text.substr(start.size(), end == std::string::npos ? end : end - start.size());
    copy.text.erase(0, end == std::string::npos ? end : end + 1);
    return rest;
  };
  copy.vendor_path = take_line(head);
  if (copy.text.starts_with(kDigestHead)) {
    copy.digest = take_line(kDigestHead);
  }
  return copy;
}

std::optional<std::string> undo(std::string_view bytes, std::string_view copied_vendor_bytes) {
  if (auto copy = read_copy(bytes)) {
    const bool as_copied = copy->text == copied_vendor_bytes || md5(copy->text) == copy->digest;
    return as_copied ? std::nullopt : std::optional{std::move(copy->text)};
  }
  std::string result = restore_commented_out(remove_owned(bytes));
  if (const std::string head = beginning(result, made_file); !head.empty()) {
    result.erase(0, head.size());
    return result.empty() ? std::nullopt : std::optional{result};
  }
  return result;
}

bool is_marked(std::string_view bytes) {
  if (std::ranges::none_of(kMakers,
                           [bytes](Maker maker) { return bytes.find(name_of(maker)) != std::string_view::npos; })) {
    return false;
  }
  return undo(bytes) != std::optional{std::string{bytes}};
}

}  // namespace yama::marks
