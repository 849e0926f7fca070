// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/marks.h"

#include <algorithm>
#include <utility>

#include "base/md5.h"
#include "sysctl/predict.h"

namespace yama::marks {
namespace {

constexpr std::string_view kMadeFile = "# made by hardening.yama; state: absent removes it\n";
constexpr std::string_view kCopyHead = "# made by hardening.yama; state: absent removes it; hides ";
constexpr std::string_view kDigestHead = "# MD5 of what it hides: ";
constexpr std::string_view kOwned = "# set by hardening.yama:\n";
constexpr std::string_view kOwnedAfterOpenLine = "# set by hardening.yama (and the line end above):\n";

bool ends_line(char c) { return c == '\n' || c == '\r' || c == '\0'; }  // systemd's line ends, a superset of procps's

/// Whether only blanks stand between `position` and the start of its line.
bool is_first_in_line(std::string_view bytes, std::size_t position) {
  while (position > 0 && (bytes[position - 1] == ' ' || bytes[position - 1] == '\t')) {
    --position;
  }
  return position == 0 || ends_line(bytes[position - 1]);
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

std::optional<Block> find_block(std::string_view bytes) {
  for (const std::string_view head : {kOwned, kOwnedAfterOpenLine}) {
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
      if (head == kOwnedAfterOpenLine && block.end == bytes.size() && block.begin > 0) {
        --block.begin;  // nothing came after: the open line becomes the last one again
      }
      return block;
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

std::string comment_out(std::string_view bytes, const std::set<std::size_t>& offsets) {
  std::string result;
  result.reserve(bytes.size() + offsets.size() * kCommentedOut.size());
  std::size_t copied = 0;
  for (const std::size_t offset : offsets) {
    result.append(bytes.substr(copied, offset - copied)).append(kCommentedOut);
    copied = offset;
  }
  return result.append(bytes.substr(copied));
}

std::string restore_commented_out(std::string_view bytes) {
  std::string result;
  result.reserve(bytes.size());
  std::size_t copied = 0;
  for (std::size_t at = bytes.find(kCommentedOut); at != std::string_view::npos;
       at = bytes.find(kCommentedOut, at + 1)) {
    if (at < copied || !is_first_in_line(bytes, at)) {
      continue;
    }
    result.append(bytes.substr(copied, at - copied));
    copied = at + kCommentedOut.size();
  }
  return result.append(bytes.substr(copied));
}

std::string assignment(Scope scope, bool ignore_errors) {
  std::string line = ignore_errors ? "-" : "";
  return line.append(sysctl::kPtraceScope).append(" = ").append(to_string(scope));
}

std::string set_owned(std::string_view bytes, std::string_view text, bool is_new) {
  std::string result{bytes};
  if (const auto owned = find_owned(bytes)) {
    return result.replace(owned->offset, owned->length, text);
  }
  if (is_new) {
    result = kMadeFile;
  }
  const bool open_line = !result.empty() && result.back() != '\n';
  if (open_line) {
    result += '\n';
  }
  return result.append(open_line ? kOwnedAfterOpenLine : kOwned).append(text).append("\n");
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
  return rest == kMadeFile ? std::nullopt : std::optional{std::move(rest)};
}

std::string digest_of_vendor(std::string_view vendor_bytes) {
  return md5(restore_commented_out(remove_owned(vendor_bytes)));
}

std::string make_copy(std::string_view vendor_path, std::string_view vendor_bytes) {
  std::string copy{kCopyHead};
  copy.append(vendor_path).append("\n");
  return copy.append(kDigestHead).append(digest_of_vendor(vendor_bytes)).append("\n").append(vendor_bytes);
}

std::optional<Copy> read_copy(std::string_view bytes) {
  if (!bytes.starts_with(kCopyHead)) {
    return std::nullopt;
  }
  Copy copy;
  copy.text = restore_commented_out(remove_owned(bytes));
  const auto take_line = [&copy](std::string_view head) {
    const std::size_t end = copy.text.find('\n');
    std::string rest = copy.text.substr(head.size(), end == std::string::npos ? end : end - head.size());
    copy.text.erase(0, end == std::string::npos ? end : end + 1);
    return rest;
  };
  copy.vendor_path = take_line(kCopyHead);
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
  if (result.starts_with(kMadeFile)) {
    result.erase(0, kMadeFile.size());
    return result.empty() ? std::nullopt : std::optional{result};
  }
  return result;
}

bool is_marked(std::string_view bytes) {
  if (bytes.find("hardening.yama") == std::string_view::npos) {
    return false;
  }
  return undo(bytes) != std::optional{std::string{bytes}};
}

}  // namespace yama::marks
