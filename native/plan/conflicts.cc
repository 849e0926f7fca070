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

/// Whether a pattern's literal start is the key's own directory, so that it can match nothing else of interest.
bool is_only_about_yama(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t' || line.front() == '-')) {
    line.remove_prefix(1);
  }
  return line.starts_with("kernel.yama.") || line.starts_with("kernel/yama/") || line.starts_with("/kernel/yama/");
}

/// What all runs of the next boot together say of one line.
struct LineView {
  const Definition* definition = nullptr;
  bool live = false;
  bool accepted = false;  ///< some loader takes the wanted value from it
  bool refused = false;   ///< some loader takes another value from it
  bool glob = false;
  bool exclusion = false;
};

void add(LineView& view, const Definition& definition, const Goal& goal) {
  view.live = view.live || (definition.fate != Fate::kShadowed && definition.fate != Fate::kUnread);
  view.glob = view.glob || definition.kind == Kind::kGlob;
  view.exclusion = view.exclusion || definition.kind == Kind::kExclusion;
  if (definition.value) {
    (goal.accepts(definition.value) ? view.accepted : view.refused) = true;
  }
}

/// A line that no loader takes a value from stands against a goal all the same when it assigns: systemd-sysctl drops
/// what was assigned before it. Without a '=' it does nothing.
bool stands_against(const LineView& view, std::string_view line, const Goal& goal) {
  const bool assigns = line.find('=') != std::string_view::npos;
  if (!goal.scope) {
    return assigns || view.exclusion;
  }
  return view.refused || (!view.accepted && !view.exclusion && assigns);
}

/// A loader that writes anything but 3 into a locked kernel fails, unless a '-' tells it to pass errors over.
bool fails_when_locked(const LineView& view, std::string_view line) {
  return view.live && !view.exclusion && line.find_first_not_of(" \t") != line.find('-');
}

}  // namespace

std::vector<Conflict> find_conflicts(const sysctl::Tree& tree, const Boot& boot, const Goal& goal,
                                     const Packages& packages, bool must_ignore_errors) {
  std::map<std::pair<std::string_view, std::size_t>, LineView> views;
  for (const std::vector<BootRun>& runs : boot.runs) {
    for (const BootRun& run : runs) {
      for (const Definition& definition : run.prediction.definitions) {
        if (definition.entry != tree.credential) {  // no file of the host's: it is handed in from outside
          LineView& view = views[{definition.file, definition.offset}];
          view.definition = &definition;
          add(view, definition, goal);
        }
      }
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
    const std::string_view text = sysctl::text_of(tree, definition);
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
                         .live = view.live || tree.loaded_by.contains(definition.entry),
                         .other_keys = (view.glob || view.exclusion) && !is_only_about_yama(text),
                         .vendor = sysctl::belongs_to_package(definition.file),
                         .conffile = packages.untouched_conffiles.contains(definition.file)});
  }
  return conflicts;
}

}  // namespace yama
