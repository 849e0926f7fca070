// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot/boot_loader_entries.h"

#include <fnmatch.h>

#include <cstring>
#include <string>
#include <utility>

#include "observe/config_text.h"

namespace yama::boot {
namespace {

constexpr std::string_view kPartitions[] = {"/boot", "/efi", "/boot/efi"};
constexpr std::string_view kSuffix = ".conf";

/// Variables of systemd-boot, https://systemd.io/BOOT_LOADER_INTERFACE: an entry for one boot, and for all.
constexpr std::string_view kOneShot =
    "/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
constexpr std::string_view kDefault =
    "/sys/firmware/efi/efivars/LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

/// "Options" may be given more than once: they add up.
BootEntry parse(std::string file, std::string_view bytes) {
  BootEntry entry;
  entry.file = std::move(file);
  for (const config::Line& line : config::lines_of(bytes)) {
    const auto [word, rest] = config::split_word(line.text);
    if (word == "title") {
      entry.title = rest;
    } else if (word == "version") {
      entry.version = rest;
    } else if (word == "linux") {
      entry.kernel = rest;
    } else if (word == "initrd") {
      entry.initrds.emplace_back(rest);
    } else if (word == "options") {
      entry.line = entry.line == 0 ? line.number : entry.line;
      entry.arguments.append(entry.arguments.empty() ? "" : " ").append(rest);
    }
  }
  return entry;
}

/// What `bootctl set-default` chose: four bytes of attributes, then UTF-16 of an entry's file name.
std::string default_variable(const host::Root& root) {
  constexpr std::size_t kAttributes = 4;
  std::string name;
  const auto bytes = root.read(kDefault);
  for (std::size_t i = kAttributes; bytes.ok() && i + 1 < bytes->size() && (*bytes)[i] != '\0'; i += 2) {
    name += (*bytes)[i];
  }
  return name;
}

bool matches(const std::string& pattern, const std::string& id) {
  return ::fnmatch(pattern.c_str(), id.c_str(), 0) == 0 ||
         ::fnmatch(pattern.c_str(), (id + std::string(kSuffix)).c_str(), 0) == 0;
}

/// The newest of the entries that a name or pattern means; without one the newest of all.
std::optional<std::size_t> chosen_by(const std::string& pattern, const std::vector<BootEntry>& entries) {
  if (pattern.empty()) {
    return newest(entries);
  }
  std::vector<BootEntry> meant;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (matches(pattern, entries[i].id)) {
      meant.push_back(entries[i]);
      places.push_back(i);
    }
  }
  const std::optional<std::size_t> best = newest(meant);
  return best ? std::optional(places[*best]) : std::nullopt;
}

/// "" when the menu's default is the newest entry.
std::string default_pattern(const host::Root& root) {
  for (const std::string_view partition : kPartitions) {
    const auto bytes = root.read(std::string(partition) + "/loader/loader.conf");
    if (!bytes.ok()) {
      continue;
    }
    for (const config::Line& line : config::lines_of(*bytes)) {
      if (const auto [word, rest] = config::split_word(line.text); word == "default") {
        return std::string(rest);
      }
    }
  }
  return {};
}

}  // namespace

std::vector<BootEntry> read_boot_loader_entries(const host::Root& root) {
  std::vector<BootEntry> entries;
  for (const std::string_view partition : kPartitions) {
    const std::string directory = std::string(partition) + "/loader/entries";
    const auto names = root.list(directory);
    if (!names.ok()) {
      continue;
    }
    for (const host::Name& name : *names) {
      const std::string file = directory + "/" + name.name;
      const auto bytes = name.name.ends_with(kSuffix) ? root.read(file) : host::Attempt<std::string>(host::Errno{0});
      if (bytes.ok()) {
        BootEntry entry = parse(file, *bytes);
        entry.id = name.name.substr(0, name.name.size() - kSuffix.size());
        entries.push_back(std::move(entry));
      }
    }
  }
  return entries;
}

std::optional<std::size_t> newest(const std::vector<BootEntry>& entries) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].version.empty()) {
      return entries.size() == 1 ? std::optional<std::size_t>(0) : std::nullopt;
    }
    if (!best || ::strverscmp(entries[i].version.c_str(), entries[*best].version.c_str()) > 0) {
      best = i;
    }
  }
  return best;
}

std::optional<BootMenu> read_systemd_boot(const host::Root& root) {
  BootMenu menu;
  menu.boot_loader = BootLoader::kSystemdBoot;
  menu.maker = "kernel-install";
  menu.entries = read_boot_loader_entries(root);
  if (menu.entries.empty()) {
    return std::nullopt;
  }
  if (root.exists(kOneShot)) {
    return menu;
  }
  std::string pattern = default_variable(root);
  if (pattern.empty()) {
    pattern = default_pattern(root);
  }
  menu.chosen = chosen_by(pattern, menu.entries);
  return menu;
}

}  // namespace yama::boot
