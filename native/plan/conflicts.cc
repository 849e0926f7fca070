// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/conflicts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "plan/marks.h"

namespace yama {
namespace {

using sysctl::Definition;
using sysctl::Fate;
using sysctl::Kind;

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

/// Whether a pattern's literal start is the key's own directory, so that it can match nothing else of interest.
bool is_only_about_yama(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t' || line.front() == '-')) {
    line.remove_prefix(1);
  }
  return starts_with(line, "kernel.yama.") || starts_with(line, "kernel/yama/") || starts_with(line, "/kernel/yama/");
}

/// What all imagined boots together say of one line.
struct View {
  const Definition* definition = nullptr;
  bool live = false;
  bool accepted = false;  ///< some loader takes the wanted value from it
  bool refused = false;   ///< some loader takes another value from it
  bool glob = false;
  bool exclusion = false;
};

void look(View& view, const Definition& definition, const Goal& goal) {
  view.live = view.live || (definition.fate != Fate::kShadowed && definition.fate != Fate::kUnread);
  view.glob = view.glob || definition.kind == Kind::kGlob;
  view.exclusion = view.exclusion || definition.kind == Kind::kExclusion;
  if (definition.value) {
    (goal.accepts(definition.value) ? view.accepted : view.refused) = true;
  }
}

/// A line that no loader takes a value from stands against a goal all the same when it assigns: systemd-sysctl drops
/// what was assigned before it. Without a '=' it does nothing.
bool stands_against(const View& view, std::string_view line, const Goal& goal) {
  const bool assigns = line.find('=') != std::string_view::npos;
  if (!goal.scope) {
    return assigns || view.exclusion;
  }
  return view.refused || (!view.accepted && !view.exclusion && assigns);
}

/// A loader that writes anything but 3 into a locked kernel fails, unless a '-' tells it to pass errors over.
bool fails_when_locked(const View& view, std::string_view line) {
  return view.live && !view.exclusion && line.find_first_not_of(" \t") != line.find('-');
}

}  // namespace

bool is_vendor_file(std::string_view file) {
  if (starts_with(file, "/usr/local/")) {
    return false;
  }
  return starts_with(file, "/usr/") || starts_with(file, "/lib/") || starts_with(file, "/nix/store/") ||
         starts_with(file, "/gnu/store/");
}

std::vector<Conflict> find_conflicts(const sysctl::Tree& tree, const std::vector<BootRun>& boots, const Goal& goal,
                                     bool must_ignore_errors) {
  std::map<std::pair<std::string_view, std::size_t>, View> views;
  for (const BootRun& boot : boots) {
    for (const Definition& definition : boot.prediction.definitions) {
      if (definition.entry == tree.credential) {
        continue;  // not a file of the host's: whoever starts the host hands it in
      }
      View& view = views[{definition.file, definition.offset}];
      view.definition = &definition;
      look(view, definition, goal);
    }
  }
  std::vector<Conflict> conflicts;
  for (const auto& [place, view] : views) {
    const Definition& definition = *view.definition;
    const auto file = tree.files.find(definition.file);
    if (file == tree.files.end()) {
      continue;
    }
    const std::string_view bytes = file->second.bytes;
    const std::string_view text = bytes.substr(definition.offset, definition.length);
    if (!stands_against(view, text, goal) && !(must_ignore_errors && fails_when_locked(view, text))) {
      continue;
    }
    const auto owned = marks::find_owned(bytes);
    if (owned && owned->offset == definition.offset) {
      continue;
    }
    conflicts.push_back({.file = definition.file,
                         .entry = definition.entry,
                         .line = definition.line,
                         .offset = definition.offset,
                         .live = view.live,
                         .other_keys = (view.glob || view.exclusion) && !is_only_about_yama(text),
                         .vendor = is_vendor_file(definition.file)});
  }
  return conflicts;
}

}  // namespace yama
