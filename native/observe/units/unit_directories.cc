// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/unit_directories.h"

#include <dirent.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "unit/specifiers.h"
#include "unit/unit.h"

namespace yama::units {
namespace {

using host::Attempt;
using host::Name;

/// systemd.unit(5), the strongest first. What systemctl and generators write for one boot is left out.
constexpr std::array<std::string_view, 7> kDirectories = {
    "/etc/systemd/system.control",   "/etc/systemd/system",     "/etc/systemd/system.attached", "/run/systemd/system",
    "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};
constexpr std::size_t kOwnDirectories = 4;  ///< those of the administrator

std::string_view suffix_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
}

bool is_unit_name(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kSuffixes = {".service", ".target", ".timer",     ".path",
                                                                ".socket",  ".mount",  ".automount", ".slice"};
  return std::find(kSuffixes.begin(), kSuffixes.end(), suffix_of(name)) != kSuffixes.end();
}

/// "x.target" of "x.target.wants"; empty for any other name.
std::string_view owner_of(std::string_view directory) {
  for (const std::string_view end : {".wants", ".requires", ".upholds"}) {
    if (directory.ends_with(end)) {
      return directory.substr(0, directory.size() - end.size());
    }
  }
  return {};
}

/// The names that "foo-bar@x.service" takes drop-ins of, the nearest first: "foo-bar@x.service", "foo-bar@.service",
/// "foo-.service".
std::vector<std::string> drop_in_names_of(const std::string& name) {
  std::vector<std::string> names = {name};
  if (std::string general = unit::template_of(name); general != name) {
    names.push_back(std::move(general));
  }
  std::string_view prefix = std::string_view{name}.substr(0, std::min(name.find('@'), name.rfind('.')));
  while (true) {
    prefix = prefix.substr(0, prefix.find_last_not_of('-') + 1);
    const std::size_t dash = prefix.rfind('-');
    if (dash == std::string_view::npos || dash == 0) {
      return names;
    }
    prefix = prefix.substr(0, dash);
    names.push_back(std::string(prefix).append("-").append(suffix_of(name)));
  }
}

}  // namespace

UnitDirectories::UnitDirectories(const host::Root& root, Places places) : root_(root) {
  const Attempt<host::Place> old = root.place_of("/lib/systemd/system");
  for (std::size_t i = 0; i < kDirectories.size(); ++i) {
    const std::string_view directory = kDirectories.at(i);
    const bool wanted = places == Places::kAll || !directory.starts_with("/run/");
    if (!wanted) {
      continue;
    }
    if (directory != "/lib/systemd/system" || !old.ok() || old->path != "/usr/lib/systemd/system") {
      list(i, directory, i < kOwnDirectories);
    }
  }
}

void UnitDirectories::list(std::size_t strength, std::string_view directory, bool own) {
  const Attempt<std::vector<Name>> names = root_.list(directory);
  if (!names.ok()) {
    return;
  }
  for (const Name& name : *names) {
    const std::string path = std::string(directory) + '/' + name.name;
    if (is_unit_name(name.name)) {
      add(name.name, path, directory, own);
    } else if (const std::string_view owner = owner_of(name.name); !owner.empty()) {
      list_links(path, owner);
    } else if (name.name.ends_with(".d")) {
      drop_in_directories_[name.name.substr(0, name.name.size() - 2)].emplace(strength, path);
    }
  }
}

void UnitDirectories::add(const std::string& name, const std::string& path, std::string_view directory, bool own) {
  if (places_.size() == limit::kUnits && !places_.contains(name)) {
    root_.leave(directory, "a directory of more units than are read");
  } else if (places_.try_emplace(name, path).second && own) {
    own_.push_back(name);
  }
}

void UnitDirectories::list_links(const std::string& directory, std::string_view owner) {
  const Attempt<std::vector<Name>> names = root_.list(directory);
  for (const Name& name : names.ok() ? *names : std::vector<Name>{}) {
    if (is_unit_name(name.name) && links_.size() == limit::kUnits) {
      root_.leave(directory, "a directory of more units than are read");
    } else if (is_unit_name(name.name)) {
      links_.push_back({.owner = std::string(owner), .unit = name.name, .path = directory + '/' + name.name});
    }
  }
}

std::string UnitDirectories::place_of(std::string_view name) const {
  auto found = places_.find(name);
  if (found == places_.end()) {
    found = places_.find(unit::template_of(name));
  }
  return found == places_.end() ? std::string{} : found->second;
}

std::string UnitDirectories::alias_of(std::string_view name) const {
  const auto known = aliases_.find(name);
  return known != aliases_.end() ? known->second : aliases_.emplace(name, find_alias(name)).first->second;
}

std::string UnitDirectories::find_alias(std::string_view name) const {
  const std::string place = place_of(name);
  const Attempt<std::string> target = place.empty() ? Attempt<std::string>(host::Errno{1}) : root_.read_link(place);
  if (!target.ok()) {
    return {};
  }
  const Attempt<host::Place> end = root_.place_of(place);
  const std::string path = end.ok() && end->exists ? end->path : *target;
  const std::string other = path.substr(path.rfind('/') + 1);
  const bool inside = !end.ok() || !end->exists || unit::is_unit_path(path);
  const bool same = other == name || other == unit::template_of(name) || suffix_of(other) != suffix_of(name);
  return inside && !same ? other : std::string{};
}

std::vector<std::string> UnitDirectories::drop_ins_of(const std::vector<std::string>& names) const {
  std::map<std::string, std::string> by_name;
  const auto add = [&](const std::string& directory) {
    auto [listed, is_new] = listed_.try_emplace(directory);
    if (is_new) {
      const Attempt<std::vector<Name>> found = root_.list(directory);
      for (const Name& name : found.ok() ? *found : std::vector<Name>{}) {
        listed->second.push_back(name.name);
      }
    }
    for (const std::string& name : listed->second) {
      if (name.ends_with(".conf")) {
        by_name.try_emplace(name, directory + '/' + name);
      }
    }
  };
  const auto add_all_of = [&](const std::vector<std::string>& unit_names) {
    for (std::size_t strength = 0; strength < kDirectories.size(); ++strength) {
      for (const std::string& name : unit_names) {
        const auto directories = drop_in_directories_.find(name);
        if (directories != drop_in_directories_.end() && directories->second.contains(strength)) {
          add(directories->second.at(strength));
        }
      }
    }
  };
  for (const std::string& name : names) {
    add_all_of(drop_in_names_of(name));
  }
  add_all_of({std::string(suffix_of(names.front()).substr(1))});
  std::vector<std::string> paths;
  paths.reserve(by_name.size());
  for (auto& [name, path] : by_name) {
    paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace yama::units
