// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/units/reach.h"

#include <algorithm>
#include <array>

#include "unit/conditions.h"
#include "unit/dependencies.h"
#include "unit/specifiers.h"

namespace yama::units {
namespace {

constexpr std::string_view kDefaultTarget = "default.target";

/// Targets of systemd's own that an ordinary boot does not reach. Source: systemd.special(7).
bool is_of_another_boot(std::string_view target) {
  static constexpr std::array<std::string_view, 14> kTargets = {
      "emergency.target",   "rescue.target", "shutdown.target",      "reboot.target",      "poweroff.target",
      "halt.target",        "exit.target",   "kexec.target",         "umount.target",      "final.target",
      "soft-reboot.target", "initrd.target", "system-update.target", "ctrl-alt-del.target"};
  return std::find(kTargets.begin(), kTargets.end(), target) != kTargets.end();
}

bool is_gone_at_boot(std::string_view path) { return path.starts_with("/run/"); }

bool is_trigger(std::string_view name) {
  return name.ends_with(".timer") || name.ends_with(".path") || name.ends_with(".socket");
}

}  // namespace

void Reach::follow(const std::vector<OuterStarter>& others, const std::vector<OwnedLink>& presets) {
  for (const std::vector<OwnedLink>* links : {&directories_.links(), &presets}) {
    for (const OwnedLink& link : *links) {
      links_by_owner_[link.owner].push_back(&link);
    }
  }
  start(std::string(kDefaultTarget), false);
  for (const OuterStarter& other : others) {
    start_by(other.unit, other.what, other.loose, other.later);
  }
  go(false);
  for (const auto& [owner, links] : links_by_owner_) {
    const bool known = !directories_.place_of(owner).empty() || is_of_another_boot(owner);
    if (!reached_.contains(owner) && !known) {
      for (const OwnedLink* link : links) {  // a device, a mount or what a generator makes
        start(link->unit, true);
      }
    }
  }
  go(true);
}

Reach::Worth Reach::worth_of(const OwnedLink& link) const {
  const auto owner = reached_.find(link.owner);
  if (owner == reached_.end()) {
    const bool known = !directories_.place_of(link.owner).empty() || is_of_another_boot(link.owner);
    return known ? Worth::kIdle : Worth::kMayStart;
  }
  return owner->second.loose || is_gone_at_boot(link.path) ? Worth::kMayStart : Worth::kStarts;
}

void Reach::start(const std::string& name, bool loose) {
  const auto [found, is_new] = reached_.try_emplace(name, Reached{.loose = loose, .starter = {}});
  if (is_new || (found->second.loose && !loose)) {
    found->second.loose = loose;
    (loose ? loose_ : sure_).push_back(name);
  }
}

void Reach::start_by(const std::string& name, std::string_view starter, bool loose, bool later) {
  start(name, loose);
  Reached& reached = reached_.at(name);
  const bool better = reached.starter.empty() || (reached.starter_loose && !loose);
  if (better || (reached.starter_loose == loose && reached.starter_later && !later)) {
    reached.starter = starter;
    reached.starter_loose = loose;
    reached.starter_later = later;
  }
}

void Reach::go(bool loose) {
  std::deque<std::string>& queue = loose ? loose_ : sure_;
  while (!queue.empty()) {
    const std::string name = queue.front();
    queue.pop_front();
    if (reached_.at(name).loose == loose) {
      expand(name, loose);
    }
  }
}

void Reach::expand(const std::string& name, bool loose) {
  if (name == kDefaultTarget && directories_.place_of(name).empty()) {
    start("graphical.target", loose);
  }
  for (const std::string_view target : unit::targets_of(name)) {
    start(std::string(target), loose);
  }
  const unit::Unit& unit = is_trigger(name) ? loader_.complete(name) : loader_.load(name);
  if (unit.masked) {
    return;
  }
  follow_links(name, loose);
  if (const std::string other = directories_.alias_of(name); !other.empty()) {
    start(other, loose);
  }
  const unit::UnitSettings settings(unit);
  const auto conditions = unit::conditions_of(settings, unit.conditions);
  const bool skipped = is_trigger(name) && !conditions.hold;
  const bool unsure = is_trigger(name) && !conditions.understood;
  if (unit.path.empty() || skipped) {
    return;
  }
  for (const unit::Dependency& dependency : unit::dependencies_of(settings, name)) {
    const std::string wanted = unit::expand_specifiers(dependency.name, name).text;
    start_by(wanted, name, loose || dependency.loose || unsure || is_gone_at_boot(unit.path), dependency.later);
  }
}

void Reach::follow_links(const std::string& name, bool loose) {
  const std::string general = unit::template_of(name);
  for (const std::string& owner : {name, general}) {
    const auto links = links_by_owner_.find(owner);
    for (const OwnedLink* link : links == links_by_owner_.end() ? std::vector<const OwnedLink*>{} : links->second) {
      if (link->path.empty()) {
        start_by(link->unit, "a preset", loose, false);
      } else {
        start(link->unit, loose || is_gone_at_boot(link->path));
      }
    }
    if (general == name) {
      return;
    }
  }
}

}  // namespace yama::units
