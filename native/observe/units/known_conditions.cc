// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/known_conditions.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "unit/kernel_words.h"

namespace yama::units {
namespace {

/// Places whose files are not those of the next boot.
bool is_volatile(std::string_view path) {
  static constexpr std::array<std::string_view, 9> kPlaces = {"/run", "/var/run", "/proc", "/sys",  "/dev",
                                                              "/tmp", "/var/tmp", "/mnt",  "/media"};
  return std::any_of(kPlaces.begin(), kPlaces.end(), [path](std::string_view place) {
    return path == place || path.starts_with(std::string(place) + "/");
  });
}

/// Whether a directory has names besides those that begin with a dot. Source: systemd src/basic/stat-util.c
/// dir_is_empty_at(). One of settings counts as having: where there are none, nothing is to be loaded.
std::optional<bool> holds_of_directory(const host::Root& root, std::string_view path) {
  if (path.ends_with("/sysctl.d")) {
    return true;
  }
  const auto names = root.list(path);
  if (!names.ok() && names.error() != ENOENT && names.error() != ENOTDIR) {
    return std::nullopt;
  }
  return names.ok() &&
         std::any_of(names->begin(), names->end(), [](const host::Name& name) { return !name.name.starts_with('.'); });
}

std::optional<bool> holds_of_file(const host::Root& root, std::string_view test, std::string_view path) {
  if (!path.starts_with('/') || path.find_first_of("%*?[") != std::string_view::npos || is_volatile(path)) {
    return std::nullopt;
  }
  if (test == "DirectoryNotEmpty") {
    return holds_of_directory(root, path);
  }
  const host::Attempt<struct stat> status = root.status(path);
  if (!status.ok() && status.error() != ENOENT && status.error() != ENOTDIR) {
    return std::nullopt;
  }
  if (test == "PathExists") {
    return status.ok();
  }
  if (test == "PathIsDirectory") {
    return status.ok() && S_ISDIR(status->st_mode);
  }
  if (test == "FileNotEmpty") {
    return status.ok() && S_ISREG(status->st_mode) && status->st_size > 0;
  }
  if (test == "FileIsExecutable") {
    return status.ok() && S_ISREG(status->st_mode) && (status->st_mode & 0111) != 0;
  }
  return std::nullopt;
}

std::optional<bool> has_word(const std::vector<std::string>& command_lines, std::string_view word) {
  const auto count = std::count_if(command_lines.begin(), command_lines.end(),
                                   [word](const std::string& line) { return unit::has_kernel_word(line, word); });
  if (command_lines.empty() || (count != 0 && static_cast<std::size_t>(count) != command_lines.size())) {
    return std::nullopt;
  }
  return count != 0;
}

}  // namespace

std::optional<bool> holds_at_boot(const host::Root& root, std::string_view key, std::string_view value,
                                  const std::vector<std::string>& command_lines) {
  const std::string_view test = key.substr(key.starts_with("Assert") ? 6 : 9);
  if (value.starts_with('|')) {
    value.remove_prefix(1);
  }
  const bool negated = value.starts_with('!');
  if (negated) {
    value.remove_prefix(1);
  }
  const auto holds = test == "KernelCommandLine" ? has_word(command_lines, value) : holds_of_file(root, test, value);
  return holds ? std::optional{*holds != negated} : std::nullopt;
}

}  // namespace yama::units
