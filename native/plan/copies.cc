// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/copies.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

#include "plan/marks.h"
#include "sysctl/paths.h"

namespace yama::copies {
namespace {

State state_of(const marks::Copy& copy, const sysctl::Tree& tree) {
  const auto vendor = tree.files.find(copy.vendor_path);
  const bool is_there = vendor != tree.files.end();
  if (copy.digest.empty()) {
    return is_there && copy.text == vendor->second.bytes.view() ? State::kFresh : State::kEdited;
  }
  if (is_there && marks::digest_of_vendor(vendor->second.bytes) == copy.digest) {
    return State::kFresh;
  }
  return marks::digest_of_vendor(copy.text) == copy.digest ? State::kStale : State::kEdited;
}

bool is_in_loaders_directory(std::string_view entry) {
  const std::string_view directory = entry.substr(0, entry.rfind('/'));
  return std::ranges::find(sysctl::kDirectories, directory) != std::end(sysctl::kDirectories);
}

}  // namespace

std::vector<Found> find(const sysctl::Tree& tree) {
  std::vector<Found> found;
  for (const auto& [file, content] : tree.files) {
    if (const auto copy = marks::read_copy(content.bytes)) {
      found.push_back({.file = file, .vendor_file = copy->vendor_path, .state = state_of(*copy, tree)});
    }
  }
  return found;
}

std::vector<Hint> hints(const sysctl::Tree& tree) {
  std::vector<Hint> result;
  for (const Found& copy : find(tree)) {
    if (copy.state == State::kFresh) {
      continue;
    }
    const std::string what = "stale: it hides " + copy.vendor_file + ", which has changed since";
    const std::string_view bytes = tree.files.at(copy.file).bytes;
    result.push_back(
        {.file = copy.file,
         .line = 1,
         .text = std::string{bytes.substr(0, bytes.find('\n'))},
         .hint = copy.state == State::kStale
                     ? what + "; set the scope again to renew it"
                     : what + ", and was perhaps changed by hand; compare the two files and remove this one"});
  }
  return result;
}

void make(Draft& draft, const std::vector<Conflict>& conflicts, Maker maker) {
  struct Lines {
    std::set<std::size_t> offsets;
    bool live = false;
  };
  std::map<std::string, Lines> by_file;
  for (const Conflict& conflict : conflicts) {
    if (conflict.vendor && !conflict.other_keys && is_in_loaders_directory(conflict.entry) &&
        sysctl::belongs_to_package(conflict.entry)) {
      Lines& lines = by_file[conflict.file];
      lines.offsets.insert(conflict.offset);
      lines.live = lines.live || conflict.live;
    }
  }
  for (const auto& [file, lines] : by_file) {
    const std::string copy = "/etc/sysctl.d/" + std::string{sysctl::name_of(file)};
    const bool can_be_named = file.find('\n') == std::string::npos;  // in the copy's first line
    if (lines.live && can_be_named && draft.entry(copy) == nullptr &&
        draft.tree().blocked.count("/etc/sysctl.d") == 0) {
      // Lines that are not live where they are may be in the copy: systemd reads no /lib/sysctl.d since 255.
      draft.write(copy, marks::make_copy(file, marks::comment_out(draft.bytes_of(file), lines.offsets, maker), maker),
                  "shadowed " + file + " with " + copy);
    }
  }
}

void refresh(Draft& draft, const Found& copy, const std::vector<Conflict>& conflicts, Maker maker) {
  std::set<std::size_t> offsets;
  for (const Conflict& conflict : conflicts) {
    if (conflict.file == copy.vendor_file && !conflict.other_keys) {
      offsets.insert(conflict.offset);
    }
  }
  if (offsets.empty()) {
    draft.remove(copy.file, "removed " + copy.file + ", which hid an older " + copy.vendor_file);
  } else {
    draft.write(
        copy.file,
        marks::make_copy(copy.vendor_file, marks::comment_out(draft.bytes_of(copy.vendor_file), offsets, maker), maker),
        "brought " + copy.file + " up to date with " + copy.vendor_file);
  }
}

}  // namespace yama::copies
