// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_diff.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "cli/fit.h"

namespace yama::cli {
namespace {

constexpr std::size_t kContext = 3;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

void append(std::string& text, char sign, std::string_view line) {
  const bool complete = !line.empty() && line.back() == '\n';
  text += sign;
  text += printable(complete ? line.substr(0, line.size() - 1) : line);
  text += complete ? "\n" : "\n\\ No newline at end of file\n";
}

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::string hunk_side(Range range) {
  return std::to_string(range.end == range.begin ? range.begin : range.begin + 1) + "," +
         std::to_string(range.end - range.begin);
}

/// One hunk from the first line that differs to the last: the edits of this program are few and near each other.
std::string hunk(std::string_view before, std::string_view after) {
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(after);
  std::size_t same_head = 0;
  const std::size_t shorter = std::min(old_lines.size(), new_lines.size());
  while (same_head < shorter && old_lines[same_head] == new_lines[same_head]) {
    ++same_head;
  }
  std::size_t same_tail = 0;
  while (same_tail < shorter - same_head &&
         old_lines[old_lines.size() - 1 - same_tail] == new_lines[new_lines.size() - 1 - same_tail]) {
    ++same_tail;
  }
  const std::size_t first = same_head - std::min(same_head, kContext);
  const std::size_t after_tail = std::min(same_tail, kContext);
  const Range old_range{first, old_lines.size() - same_tail + after_tail};
  const Range new_range{first, new_lines.size() - same_tail + after_tail};
  std::string text = "@@ -" + hunk_side(old_range) + " +" + hunk_side(new_range) + " @@\n";
  for (std::size_t i = first; i < same_head; ++i) {
    append(text, ' ', old_lines[i]);
  }
  for (std::size_t i = same_head; i < old_lines.size() - same_tail; ++i) {
    append(text, '-', old_lines[i]);
  }
  for (std::size_t i = same_head; i < new_lines.size() - same_tail; ++i) {
    append(text, '+', new_lines[i]);
  }
  for (std::size_t i = old_lines.size() - same_tail; i < old_range.end; ++i) {
    append(text, ' ', old_lines[i]);
  }
  return text;
}

/// On a terminal no line is longer than it; a tab is a blank there.
std::string fitted_lines(const std::string& lines, const View& view) {
  if (view.columns == 0) {
    return lines;
  }
  std::string text;
  for (const std::string_view line : lines_of(lines)) {
    text += view.fitted(one_line(line.substr(0, line.size() - 1)), view.columns) + "\n";
  }
  return text;
}

}  // namespace

std::string show_diff(const std::vector<Diff>& diffs, const View& view) {
  std::string text;
  for (const Diff& diff : diffs) {
    const std::string headers = "--- " + one_line(diff.before_header) + "\n+++ " + one_line(diff.after_header) + "\n";
    text += fitted_lines(headers, view) + fitted_lines(hunk(diff.before, diff.after), view);
  }
  return text;
}

}  // namespace yama::cli
