// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/kernel_releases.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/limits.h"

namespace yama::units {
namespace {

constexpr std::string_view kBoot = "/boot";
constexpr std::string_view kSettings = "sysctl.conf";
constexpr std::array<std::string_view, 2> kModules = {"/usr/lib/modules", "/lib/modules"};
/// How files of a kernel are named, before its release.
constexpr std::array<std::string_view, 6> kFiles = {"vmlinuz-", "vmlinux-", "Image-",
                                                    "image-",   "zImage-",  "sysctl.conf-"};
constexpr std::string_view kWithoutFiles = "kernel-without-files";

void add_of_boot(const host::Root& root, std::set<std::string>& releases) {
  const auto names = root.list(kBoot);
  for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
    const std::string& name = (*names)[i].name;
    for (const std::string_view start : kFiles) {
      if (name.starts_with(start) && name.size() > start.size()) {
        releases.insert(name.substr(start.size()));
      }
    }
  }
}

std::set<std::string> all_releases(const host::Root& root) {
  std::set<std::string> releases;
  add_of_boot(root, releases);
  for (const std::string_view directory : kModules) {
    const auto names = root.list(directory);
    for (std::size_t i = 0; names.ok() && i < names->size(); ++i) {
      releases.insert((*names)[i].name);
    }
  }
  return releases;
}

}  // namespace

std::vector<std::string> kernel_releases(const host::Root& root, const std::vector<std::vector<std::string>>& next) {
  const std::set<std::string> all = all_releases(root);
  std::set<std::string> chosen;
  bool known = !next.empty();
  for (const std::vector<std::string>& texts : next) {
    const auto release =
        std::find_if(texts.begin(), texts.end(), [&all](const std::string& text) { return all.contains(text); });
    known = known && release != texts.end();
    if (known) {
      chosen.insert(*release);
    }
  }
  const std::set<std::string>& wanted = known ? chosen : all;
  std::vector<std::string> releases(wanted.begin(), wanted.end());
  if (releases.size() > limit::kKernels) {
    releases.resize(limit::kKernels);
    root.leave(kBoot, "a directory of more kernels than are looked at");
  }
  if (releases.empty()) {
    releases.emplace_back(kWithoutFiles);
  }
  return releases;
}

bool is_kernel_settings(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view directory = path.substr(0, slash);
  const std::string_view name = path.substr(slash + 1);
  if (directory == kBoot) {
    return name.starts_with(std::string(kSettings) + "-");
  }
  return name == kSettings && std::any_of(kModules.begin(), kModules.end(), [directory](std::string_view modules) {
           return directory.substr(0, directory.rfind('/')) == modules;
         });
}

}  // namespace yama::units
