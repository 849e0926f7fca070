// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/published_unit.h"

#include <algorithm>

#include "plan/marks.h"

namespace yama::marks {
namespace {

constexpr std::string_view kArrow = " -> ";

std::string head_of(Maker maker) {
  std::string head = "# this unit was commented out by ";
  return head.append(name_of(maker)).append("; ").append(undo_of(maker)).append(" puts it back\n");
}

std::string link_head_of(Maker maker) {
  return std::string{"# this link was removed by "}.append(name_of(maker)).append(": ");
}

std::set<std::size_t> lines_of(std::string_view bytes) {
  std::set<std::size_t> lines;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    if (end > at) {
      lines.insert(at);
    }
    at = end + 1;
  }
  return lines;
}

/// Takes the first line off the bytes, when it begins so; gives the rest of it.
std::optional<std::string_view> take_line(std::string_view& bytes, std::string_view start) {
  const std::size_t end = bytes.find('\n');
  if (!bytes.starts_with(start) || end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view line = bytes.substr(start.size(), end - start.size());
  bytes.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string comment_out_unit(std::string_view bytes, const std::vector<unit::EnablingLink>& links, Maker maker) {
  std::string text = head_of(maker);
  for (const unit::EnablingLink& link : links) {
    text.append(link_head_of(maker)).append(link.path).append(kArrow).append(link.target).append("\n");
  }
  return text.append(comment_out(bytes, lines_of(bytes), maker));
}

std::optional<CommentedOutUnit> restore_unit(std::string_view bytes) {
  const auto* const maker =
      std::ranges::find_if(kMakers, [bytes](Maker candidate) { return bytes.starts_with(head_of(candidate)); });
  if (maker == kMakers.end()) {
    return std::nullopt;
  }
  bytes.remove_prefix(head_of(*maker).size());
  CommentedOutUnit unit;
  while (const auto link = take_line(bytes, link_head_of(*maker))) {
    const std::size_t arrow = link->find(kArrow);
    if (arrow != std::string_view::npos) {
      unit.links.push_back(
          {.path = std::string{link->substr(0, arrow)}, .target = std::string{link->substr(arrow + kArrow.size())}});
    }
  }
  unit.bytes = restore_commented_out(bytes, LineEnds::kNewline);
  return unit;
}

}  // namespace yama::marks
