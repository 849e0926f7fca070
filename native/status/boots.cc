// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "status/boots.h"

#include <algorithm>

namespace yama {
namespace {

constexpr std::string_view kVolatile = "/run/";

bool is_volatile(std::string_view path) { return path.substr(0, kVolatile.size()) == kVolatile; }

sysctl::Tree without_run(const sysctl::Tree& tree) {
  sysctl::Tree result = tree;
  std::erase_if(result.entries, [](const auto& item) { return is_volatile(item.first); });
  return result;
}

void imagine(std::vector<BootRun>& boots, const sysctl::Tree& tree, const LoaderReleases& releases,
             std::optional<Scope> before, bool run_is_empty) {
  for (const auto loader : {sysctl::Loader::kSystemd, sysctl::Loader::kProcps}) {
    for (const sysctl::Behaviour* behaviour : sysctl::behaviours_of(loader, releases.at(index_of(loader)))) {
      boots.push_back({.behaviour = behaviour,
                       .without_run = run_is_empty,
                       .prediction = sysctl::predict(*behaviour, tree, sysctl::kPtraceScope, before)});
    }
  }
}

}  // namespace

std::vector<BootRun> imagine_boots(const sysctl::Tree& tree, const LoaderReleases& releases,
                                   std::optional<Scope> before) {
  std::vector<BootRun> boots;
  imagine(boots, tree, releases, before, false);
  if (std::any_of(tree.entries.begin(), tree.entries.end(), [](const auto& item) { return is_volatile(item.first); })) {
    imagine(boots, without_run(tree), releases, before, true);
  }
  return boots;
}

}  // namespace yama
