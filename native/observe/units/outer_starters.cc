// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/outer_starters.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "base/kernel_command_line.h"
#include "base/limits.h"
#include "unit/unit_file.h"

namespace yama::units {
namespace {

using host::Attempt;
using host::Name;

constexpr std::string_view kBlanks = " \t\r\n";

constexpr std::array<std::string_view, 4> kRules = {"/etc/udev/rules.d", "/run/udev/rules.d",
                                                    "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d"};
constexpr std::array<std::string_view, 3> kBusServices = {
    "/etc/dbus-1/system-services", "/usr/local/share/dbus-1/system-services", "/usr/share/dbus-1/system-services"};
constexpr std::array<std::string_view, 5> kPresets = {"/etc/systemd/system-preset", "/run/systemd/system-preset",
                                                      "/usr/local/lib/systemd/system-preset",
                                                      "/usr/lib/systemd/system-preset", "/lib/systemd/system-preset"};

/// The strongest file of each name, by name.
template <std::size_t N>
std::map<std::string, std::string> files_in(const host::Root& root, const std::array<std::string_view, N>& directories,
                                            std::string_view suffix) {
  std::map<std::string, std::string> files;
  for (const std::string_view directory : directories) {
    const Attempt<std::vector<Name>> names = root.list(directory);
    for (const Name& name : names.ok() ? *names : std::vector<Name>{}) {
      if (name.name.ends_with(suffix)) {
        files.try_emplace(name.name, std::string(directory) + '/' + name.name);
      }
    }
  }
  return files;
}

std::string with_suffix(std::string_view name) {
  return std::string(name) + (name.find('.') == std::string_view::npos ? ".service" : "");
}

/// The names that follow a word, up to a quote or a comma: SYSTEMD_WANTS}+="a.service b.service".
void add_after(std::string_view text, std::string_view word, std::string_view ends, const OuterStarter& like,
               std::vector<OuterStarter>& found) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    std::string_view rest = text.substr(at + word.size());
    const std::size_t begin = rest.find_first_not_of("}+=\": \t");
    rest.remove_prefix(std::min(begin, rest.size()));
    rest = rest.substr(0, rest.find_first_of(ends));
    while (!rest.empty()) {
      const std::string_view name = rest.substr(0, rest.find_first_of(kBlanks));
      if (!name.empty()) {
        found.push_back({.unit = with_suffix(name), .what = like.what, .loose = like.loose, .later = like.later});
      }
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    }
  }
}

void add_command_lines(const std::vector<std::string>& lines, std::vector<OuterStarter>& found) {
  for (const std::string& line : lines) {
    for (const KernelArgument& argument : split_as_systemd(line)) {
      const bool starts = argument.name == "systemd.unit" || argument.name == "systemd.wants";
      if (starts && argument.value) {
        found.push_back({.unit = with_suffix(*argument.value),
                         .what = "the kernel command line",
                         .loose = lines.size() > 1,
                         .later = false});
      }
    }
  }
}

/// Lines "enable a.service", "disable *" of all presets; the first that matches decides.
struct PresetRule {
  bool enables = true;
  std::string pattern;
};

std::vector<PresetRule> read_presets(const host::Root& root) {
  std::vector<PresetRule> rules;
  for (const auto& [name, path] : files_in(root, kPresets, ".preset")) {
    const Attempt<std::string> bytes = root.read(path, limit::kText);
    std::string_view rest = bytes.ok() ? std::string_view{*bytes} : std::string_view{};
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      const auto words = unit::words_of(line);
      if (words.size() >= 2 && (words[0] == "enable" || words[0] == "disable" || words[0] == "ignore")) {
        rules.push_back({.enables = words[0] == "enable", .pattern = words[1]});
      }
    }
  }
  return rules;
}

bool is_enabled_by(const std::vector<PresetRule>& rules, const std::string& unit) {
  for (const PresetRule& rule : rules) {
    if (::fnmatch(rule.pattern.c_str(), unit.c_str(), FNM_NOESCAPE) == 0) {
      return rule.enables;
    }
  }
  return true;
}

}  // namespace

std::vector<OuterStarter> outer_starters(const host::Root& root, const std::vector<std::string>& command_lines) {
  std::vector<OuterStarter> found;
  add_command_lines(command_lines, found);
  for (const auto& [name, path] : files_in(root, kRules, ".rules")) {
    if (const Attempt<std::string> bytes = root.read(path, limit::kText); bytes.ok()) {
      add_after(*bytes, "SYSTEMD_WANTS", "\"\n", {.unit = {}, .what = "a udev rule", .loose = true, .later = true},
                found);
    }
  }
  for (const auto& [name, path] : files_in(root, kBusServices, ".service")) {
    if (const Attempt<std::string> bytes = root.read(path, limit::kText); bytes.ok()) {
      add_after(*bytes, "SystemdService", "\n", {.unit = {}, .what = "a caller of D-Bus", .loose = true, .later = true},
                found);
    }
  }
  if (const Attempt<std::string> fstab = root.read("/etc/fstab", limit::kText); fstab.ok()) {
    for (const std::string_view word : {"x-systemd.requires", "x-systemd.wants"}) {
      add_after(*fstab, word, ", \t\n", {.unit = {}, .what = "a mount of /etc/fstab", .loose = true, .later = false},
                found);
    }
  }
  for (const std::string_view target : {"sleep", "suspend", "hibernate", "hybrid-sleep", "suspend-then-hibernate"}) {
    found.push_back(
        {.unit = std::string(target).append(".target"), .what = "going to sleep", .loose = true, .later = true});
  }
  return found;
}

bool is_first_boot(const host::Root& root) {
  if (root.is_running_system() || !(root.exists("/usr/lib/systemd/systemd") || root.exists("/lib/systemd/systemd"))) {
    return false;
  }
  const Attempt<std::string> id = root.read("/etc/machine-id", limit::kText);
  return id.ok() ? id->starts_with("uninitialized") : id.error() == ENOENT;
}

std::vector<OwnedLink> links_of_presets(const host::Root& root, const UnitDirectories& directories) {
  const auto rules = read_presets(root);
  std::vector<OwnedLink> links;
  for (const auto& [name, path] : directories.places()) {
    if (name.find('@') != std::string::npos || !is_enabled_by(rules, name)) {
      continue;
    }
    const Attempt<std::string> bytes = root.read(path, limit::kText);
    for (const unit::Setting& setting : bytes.ok() ? unit::settings_of(*bytes) : std::vector<unit::Setting>{}) {
      const bool wanted = setting.section == "Install" &&
                          (setting.key == "WantedBy" || setting.key == "RequiredBy" || setting.key == "UpheldBy");
      for (std::string& owner : wanted ? unit::words_of(setting.value) : std::vector<std::string>{}) {
        links.push_back({.owner = std::move(owner), .unit = name, .path = {}});
      }
    }
  }
  return links;
}

}  // namespace yama::units
