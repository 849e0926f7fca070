// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/comment_out.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "plan/marks.h"

namespace yama {

void comment_out(Draft& draft, const std::vector<Conflict>& conflicts, Maker maker) {
  struct Lines {
    std::set<std::size_t> offsets;
    std::string numbers;
  };
  std::map<std::string, Lines> by_file;
  for (const Conflict& conflict : conflicts) {
    Lines& lines = by_file[conflict.file];
    lines.offsets.insert(conflict.offset);
    lines.numbers += (lines.numbers.empty() ? "" : ",") + std::to_string(conflict.line);
  }
  for (auto& [file, lines] : by_file) {
    draft.write(file, marks::comment_out(draft.bytes_of(file), lines.offsets, maker),
                "commented out " + file + ":" + lines.numbers);
  }
}

std::vector<Edit> undo_files(const sysctl::Tree& tree) {
  Draft draft{tree};
  for (const auto& [file, content] : tree.files) {
    if (!marks::is_marked(content.bytes)) {
      continue;
    }
    const auto copy = marks::read_copy(content.bytes);
    if (auto rest = marks::undo(content.bytes, copy ? draft.bytes_of(copy->vendor_path) : std::string_view{})) {
      draft.write(file, *std::move(rest), "put " + file + " back");
    } else {
      draft.remove(file, "removed " + file);
    }
  }
  return draft.edits();
}

}  // namespace yama
