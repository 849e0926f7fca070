// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/reading_order.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/limits.h"
#include "sysctl/directory_names.h"
#include "sysctl/key_path.h"
#include "sysctl/loader_table.h"

namespace yama::sysctl {

namespace {

constexpr std::string_view kSuffix = ".conf";
constexpr std::string_view kLib = "/lib/sysctl.d";

std::vector<std::string_view> directories_of(const Behaviour& behaviour) {
  std::vector<std::string_view> directories(std::begin(kDirectories), std::end(kDirectories));
  if (!behaviour.lib_directory) {
    std::erase(directories, kLib);
  }
  if (behaviour.run_before_etc) {
    std::swap(directories[0], directories[1]);
  }
  return directories;
}

/// The names that glob(3) finds for one, in its order; the name itself when it finds none (GLOB_NOCHECK).
/// procps opens every file through glob(3), src/sysctl.c Preload(): a file named "50-[ab].conf" stands for "50-a.conf".
std::vector<std::string_view> names_opened_for(std::string_view name, const Names& names, bool& cut) {
  std::vector<std::string_view> opened;
  if (name.find_first_of("*?[{\\") == std::string_view::npos) {
    opened.push_back(name);
    return opened;
  }
  const auto find = [&](const std::string& pattern) {
    for (const auto& [candidate, entry] : names) {
      if (component_matches(pattern, std::string(candidate))) {
        opened.push_back(candidate);
      }
    }
  };
  for (const std::string& pattern : expand_braces(name, limit::kAlternatives, cut)) {
    find(pattern);
  }
  if (opened.empty()) {
    find(std::string(name));
  }
  if (opened.empty()) {
    opened.push_back(name);
  }
  return opened;
}

bool is_name_for(const Behaviour& behaviour, std::string_view name) {
  return name.ends_with(kSuffix) && (behaviour.hidden_names || !name.starts_with('.'));
}

/// Does the name keep files of the same name in weaker directories from being read?
bool takes_name(const Behaviour& behaviour, const Entry& entry) {
  // readdir(3)'s d_type decides before 239 (files_add(), dirent_is_file_with_suffix()): a link is a link.
  const bool is_file = entry.type != EntryType::kDirectory && entry.type != EntryType::kSpecial;
  return (entry.type != EntryType::kBroken || behaviour.broken_link_takes_name) &&
         (behaviour.directory_takes_name || is_file || entry.is_link);
}

}  // namespace

ReadingOrder reading_order(const Behaviour& behaviour, const Tree& tree) {
  ReadingOrder order;
  const std::string program{row_of(behaviour.loader).program};
  const std::vector<std::string_view> directories = directories_of(behaviour);
  std::map<std::string_view, Names> contents;
  struct Place {
    std::string_view directory;
    std::string_view entry;
  };
  std::map<std::string_view, Place> chosen;  // by name
  for (const std::string_view directory : directories) {
    const Names& names = contents[directory] = names_of(tree, directory);
    for (const auto& [name, item] : names) {
      if (is_name_for(behaviour, name) && takes_name(behaviour, item->second)) {
        chosen.emplace(name, Place{directory, item->first});
      }
    }
  }

  std::set<std::string_view> met;
  /// Whether there is something to open.
  const auto read = [&](std::string_view entry) {
    const auto found = tree.entries.find(entry);
    if (found == tree.entries.end()) {
      return false;
    }
    order.read.push_back({.entry = found->first, .what = &found->second});
    met.insert(found->first);
    return found->second.type != EntryType::kMissing && found->second.type != EntryType::kBroken;
  };
  for (const auto& [name, place] : chosen) {
    if (!behaviour.names_are_patterns) {
      read(place.entry);
      continue;
    }
    bool cut = false;
    const std::vector<std::string_view> names = names_opened_for(name, contents[place.directory], cut);
    if (cut) {
      order.unfollowed.push_back(place.entry);
    }
    for (const std::string_view opened : names) {
      if (!read(std::string(place.directory).append("/").append(opened))) {
        break;  // Preload(): "cannot open", and the other matches stay unread
      }
    }
  }
  const auto conf = tree.entries.find(kSysctlConf);
  if (behaviour.sysctl_conf_last && conf != tree.entries.end() &&
      (conf->second.type == EntryType::kFile || conf->second.type == EntryType::kUnreadable)) {
    read(kSysctlConf);  // PreloadSystem(): "S_ISREG(ts.st_mode)"
  }
  if (behaviour.credential && !tree.credential.empty()) {
    read(tree.credential);
  }

  for (const auto& [entry, what] : tree.entries) {
    if (met.contains(entry)) {
      continue;
    }
    Visit visit = {.entry = entry, .what = &what, .fate = Fate::kUnread};
    if (entry == kSysctlConf) {
      visit.reason = behaviour.sysctl_conf_last ? "not a regular file"
                                                : program + " reads /etc/sysctl.conf only through a link in sysctl.d";
    } else if (const auto other = tree.loaded_by.find(entry); other != tree.loaded_by.end()) {
      visit.reason = "only " + other->second + " loads this file";
    } else if (entry == tree.credential) {
      visit.reason = "this release of " + program + " reads no credential";
    } else {
      const auto directory = std::ranges::find_if(
          kDirectories, [&path = entry](std::string_view candidate) { return !name_in(candidate, path).empty(); });
      if (directory == std::end(kDirectories) || !entry.ends_with(kSuffix)) {
        continue;
      }
      const auto winner = chosen.find(name_in(*directory, entry));
      if (std::ranges::find(directories, *directory) == directories.end()) {
        visit.reason = "this release of " + program + " does not read /lib/sysctl.d";
      } else if (winner == chosen.end()) {
        const bool is_hidden = name_in(*directory, entry).starts_with('.') && !behaviour.hidden_names;
        visit.reason =
            program + (is_hidden ? " skips hidden files" : " takes only files and links that lead somewhere");
      } else if (winner->second.entry == entry) {
        visit.reason = program + " takes the name for a pattern, which stands for other files";
      } else {
        visit.fate = Fate::kShadowed;
        visit.reason = "shadowed by " + std::string(winner->second.entry);
      }
    }
    order.unread.push_back(std::move(visit));
  }
  return order;
}

ReadingOrder reading_order_of_one(const Tree& tree, std::string_view entry) {
  ReadingOrder order;
  if (const auto found = tree.entries.find(entry); found != tree.entries.end()) {
    order.read.push_back({.entry = found->first, .what = &found->second});
  }
  return order;
}

}  // namespace yama::sysctl
