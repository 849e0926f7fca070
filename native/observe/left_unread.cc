// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/left_unread.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace yama {
namespace {

bool is_program(const host::Root& root, const std::string& path) {
  constexpr std::string_view kMagic =
      "\x7f"
      "ELF";
  const host::Attempt<host::UniqueFd> file = root.open_file(path, O_RDONLY | O_NONBLOCK);
  std::array<char, kMagic.size()> begin = {};
  return file.ok() && ::pread(file->get(), begin.data(), begin.size(), 0) == static_cast<ssize_t>(begin.size()) &&
         std::equal(begin.begin(), begin.end(), kMagic.begin());
}

bool is_doubted(const Observation& seen, const std::string& path) {
  const auto is_of_unit = [&path](const auto& named) {
    const unit::Unit& unit = named.second;
    return unit.path == path || std::find(unit.drop_ins.begin(), unit.drop_ins.end(), path) != unit.drop_ins.end();
  };
  return seen.tree.entries.contains(path) || std::any_of(seen.units.begin(), seen.units.end(), is_of_unit) ||
         std::any_of(seen.stages.begin(), seen.stages.end(),
                     [&](const Stage& stage) { return stage.file == path && !stage.certain; });
}

}  // namespace

std::vector<Stage> stages_of_left_unread(const host::Root& root, const host::LeftUnread& left,
                                         const Observation& seen) {
  std::vector<Stage> stages;
  for (const auto& [path, why] : left) {
    if (!is_doubted(seen, path) && !is_program(root, path)) {
      stages.push_back(
          {.kind = StageKind::kUnexplained, .time = StageTime::kBeside, .file = path, .certain = false, .note = why});
    }
  }
  return stages;
}

}  // namespace yama
