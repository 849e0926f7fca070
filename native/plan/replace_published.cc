// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/replace_published.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/published_unit.h"
#include "plan/unit_remedy.h"
#include "sysctl/paths.h"

namespace yama {
namespace {

using unit::EnablingLink;
using unit::Role;
using unit::Unit;

/// The links of every name that a unit's file goes by.
std::vector<EnablingLink> links_of_file(const unit::Units& units, const std::string& file) {
  std::vector<EnablingLink> links;
  for (const auto& [name, unit] : units) {
    if (unit.file == file) {
      std::copy_if(unit.links.begin(), unit.links.end(), std::back_inserter(links),
                   [](const EnablingLink& link) { return !sysctl::belongs_to_package(link.path); });
    }
  }
  return links;
}

bool is_planned(const UnitPlan& plan, const std::string& file) {
  return std::any_of(plan.take_away.begin(), plan.take_away.end(), [&](const Edit& edit) { return edit.path == file; });
}

void comment_out_published(const unit::Units& units, const std::string& name, const Unit& unit, Maker maker,
                           UnitPlan& plan) {
  const auto links = links_of_file(units, unit.file);
  plan.take_away.push_back({.path = unit.file,
                            .before = Bytes{unit.bytes},
                            .after = Bytes{marks::comment_out_unit(unit.bytes, links, maker)},
                            .purpose = "commented out the published unit " + name});
  for (const EnablingLink& link : links) {
    plan.take_away.push_back(disabling(link, name));
  }
}

/// The links come back before the unit, whose text is the only record of them: a run that is killed between two of
/// these edits leaves what the next one needs to do the rest.
void put_published_back(const unit::Units& units, const std::string& name, const Unit& unit, UnitPlan& plan) {
  const auto commented = marks::restore_unit(unit.bytes);
  if (!commented) {
    return;
  }
  const auto there = links_of_file(units, unit.file);
  for (const EnablingLink& link : commented->links) {
    const bool is_there =
        std::any_of(there.begin(), there.end(), [&](const EnablingLink& known) { return known.path == link.path; });
    if (!is_there) {
      plan.take_away.push_back(
          {.path = link.path, .before = Absent{}, .after = Link{link.target}, .purpose = "enabled " + name + " again"});
    }
  }
  plan.take_away.push_back({.path = unit.file,
                            .before = Bytes{unit.bytes},
                            .after = Bytes{commented->bytes},
                            .purpose = "put the published unit " + name + " back"});
}

/// What a run that was killed after it had commented the unit out left to do.
void take_left_links_away(const unit::Units& units, const std::string& name, const Unit& unit, UnitPlan& plan) {
  const auto commented = marks::restore_unit(unit.bytes);
  if (!commented) {
    return;
  }
  for (const EnablingLink& link : links_of_file(units, unit.file)) {
    if (std::ranges::find(commented->links, link.path, &EnablingLink::path) != commented->links.end()) {
      plan.take_away.push_back(disabling(link, name));
    }
  }
}

std::string warning_about(const std::string& name, const Unit& unit, const unit::UnitEffect& effect) {
  std::string text = "the published unit " + name + " (";
  text += (effect.file.empty() ? unit.path : effect.file) + ":" + std::to_string(effect.line) + ") ";
  if (!effect.starts) {
    text += "never starts as it is printed: systemd knows no '" + effect.text.substr(0, effect.text.find('=')) + "'";
  } else {
    text += unit.enabled() ? "sets 3 too, but later in the boot" : "is not enabled";
  }
  return text + "; replace_published_unit: true comments it out";
}

void plan_one(const unit::Units& units, const std::string& name, const Request& request, UnitPlan& plan) {
  const Unit& unit = units.at(name);
  if (is_planned(plan, unit.file)) {
    return;
  }
  if (request.verb == Verb::kRestore && !request.replace_published_unit) {
    put_published_back(units, name, unit, plan);
    return;
  }
  if (request.replace_published_unit) {
    take_left_links_away(units, name, unit, plan);
  }
  const unit::UnitEffect effect = unit::effect_of_unit(unit, name);
  if (effect.role != Role::kPublished) {
    return;
  }
  if (!request.replace_published_unit) {
    if (wants_lock(request)) {
      plan.warnings.push_back(warning_about(name, unit, effect));
    }
  } else if (!sysctl::belongs_to_package(unit.file)) {
    comment_out_published(units, name, unit, request.maker, plan);
  } else {
    plan.warnings.push_back("the published unit " + name + " is not below /etc, so " + unit.file +
                            " was left as it is; " + how_to_stop(name, unit, request.root));
  }
}

}  // namespace

void plan_published(const unit::Units& units, const Request& request, UnitPlan& plan) {
  for (const auto& [name, unit] : units) {
    plan_one(units, name, request, plan);
  }
}

}  // namespace yama
