// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A change of files and units, interrupted after any of them: each loader in each boot gives the old value or the new
// one. The boots are an ordinary one and one for maintenance.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "loaders/generator.h"
#include "loaders/ordinary.h"
#include "loaders/row_promises.h"
#include "plan/order.h"
#include "plan/planner.h"
#include "status/forecast.h"
#include "support/plan_text.h"
#include "sysctl/loader_table.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

using loaders::BuildsOfHost;
using test::FileSystem;

constexpr const char* kPublished =
    "[Unit]\nDescription=Removes, system-wide, the ability to ptrace\nConditionKernelCommandLine=!maintenance\n"
    "[Service]\nType=oneshot\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n";

/// The units as systemd finds them: a link that leads to nothing starts nothing.
unit::Units units_in(const FileSystem& files) {
  unit::Units units;
  const auto name_of = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  for (const auto& [path, node] : files.nodes()) {
    if (node.type == FileSystem::Node::Type::kFile && unit::is_unit_path(path)) {
      unit::Unit& one = units[name_of(path)];
      one.path = path;
      one.file = path;
      one.bytes = node.content;
    }
  }
  for (const auto& [path, node] : files.nodes()) {
    if (node.type == FileSystem::Node::Type::kLink && unit::is_enabling_link(path) && units.contains(name_of(path))) {
      units.at(name_of(path)).links.push_back({.path = path, .target = node.content});
    }
  }
  return units;
}

Observation observed(const FileSystem& files, const BuildsOfHost& host) {
  Observation seen = loaders::observation_of(files, host);
  seen.units = units_in(files);
  return seen;
}

struct Given {
  std::string by;
  std::optional<Scope> value;
  bool locks = false;
};

std::vector<Given> given_by(const FileSystem& files, const BuildsOfHost& host) {
  const Observation seen = observed(files, host);
  std::vector<Given> given;
  for (const char* const word : {"", "maintenance"}) {
    BootConditions conditions = conditions_for(seen, {});
    conditions.word = word;
    const Boot boot = forecast(seen, conditions);
    for (const sysctl::Loader loader : boot.deciding) {
      for (const BootRun& run : boot.runs[loader]) {
        given.push_back({.by = std::string(sysctl::row_of(loader).word) + " of " + std::string(run.behaviour.since) +
                               (run.without_run ? " once /run is empty" : "") + (*word == '\0' ? "" : ", maintenance"),
                         .value = run.ends_with,
                         .locks = run.prediction.locks || run.ends_with == Scope::kNoAttach});
      }
    }
  }
  return given;
}

std::string show(const Given& given) {
  return (given.value ? to_string(*given.value) : std::string{"the default"}) + (given.locks ? " locked" : "");
}

std::string wrong_in(const std::vector<Given>& before, const std::vector<Given>& now, const std::vector<Given>& after) {
  if (now.size() != before.size() || now.size() != after.size()) {
    return "other boots";
  }
  for (std::size_t i = 0; i < now.size(); ++i) {
    const bool is_third = now[i].value != before[i].value && now[i].value != after[i].value;
    const bool locks = now[i].locks && !before[i].locks && !after[i].locks;
    if (is_third || locks) {
      return now[i].by + " gives " + show(now[i]) + ", before it was " + show(before[i]) + " and is to be " +
             show(after[i]);
    }
  }
  return {};
}

struct Count {
  std::size_t plans = 0;
  std::size_t refused = 0;
  std::size_t moments = 0;
  std::size_t told = 0;
};

/// Carries a plan out edit by edit, and back; gives the files that it leaves.
FileSystem try_change(const FileSystem& files, const BuildsOfHost& host, const Request& request,
                      const std::string& which, Count& count) {
  const auto plan = make_plan(observed(files, host), request);
  if (!plan) {
    ++count.refused;
    return files;
  }
  ++count.plans;
  const bool tells = std::ranges::any_of(
      plan->warnings, [](const std::string& warning) { return warning.find("is interrupted") != std::string::npos; });
  count.told += tells ? 1 : 0;
  FileSystem done = files;
  std::vector<FileSystem> states{files};
  for (const Edit& edit : plan->edits) {
    loaders::put(edit.path, edit.after, done);
    states.push_back(done);
  }
  const auto before = given_by(files, host);
  const auto after = given_by(done, host);
  for (std::size_t i = 0; i < states.size(); ++i) {
    ++count.moments;
    const std::string wrong = wrong_in(before, given_by(states[i], host), after);
    if (!wrong.empty() && !tells) {
      ADD_FAILURE() << wrong << ", after " << i << " of " << plan->edits.size() << " edits: " << which;
      break;
    }
  }
  return done;
}

Request lock(Scope for_maintenance, bool replaces) {
  Request request = test::set_to(Scope::kNoAttach);
  request.persist = Persist::kBootUnit;
  request.maintenance_scope = for_maintenance;
  request.replace_published_unit = replaces;
  return request;
}

Request undo(bool replaces) {
  Request request;
  request.verb = Verb::kRestore;
  request.replace_published_unit = replaces;
  return request;
}

void publish(FileSystem& files, bool misspelt, bool enabled) {
  std::string text = kPublished;
  if (misspelt) {
    text.replace(text.find("ExecStart"), 9, "Execstart");
  }
  files.file("/etc/systemd/system/ptrace.service", text);
  if (enabled) {
    files.link("/etc/systemd/system/default.target.wants/ptrace.service", "../ptrace.service");
  }
}

void try_all(const loaders::Case& tried, const BuildsOfHost& host, std::uint64_t seed, Count& count) {
  const Scope low = scope_of(static_cast<std::int64_t>(seed % 3)).value();
  const Scope lower = scope_of(static_cast<std::int64_t>((seed + 1) % 3)).value();
  const std::string which = "tree " + std::to_string(seed) + ", " + host.name + ", ";
  for (const int published : {0, 1, 2, 3}) {  // none, right, misspelt, not enabled
    const bool replaces = published != 0;
    FileSystem files = tried.files;
    if (replaces) {
      publish(files, published == 2, published != 3);
    }
    const std::string kind = which + "published " + std::to_string(published) + ", ";
    const FileSystem locked = try_change(files, host, lock(low, replaces), kind + "to the unit", count);
    try_change(locked, host, lock(lower, replaces), kind + "another maintenance scope", count);
    try_change(locked, host, test::set_to(low), kind + "to files", count);
    try_change(locked, host, test::set_to(Scope::kNoAttach), kind + "to files of 3", count);
    try_change(locked, host, undo(false), kind + "undo", count);
    try_change(locked, host, undo(true), kind + "undo without the published unit", count);
    const FileSystem in_files = try_change(files, host, test::set_to(Scope::kNoAttach), kind + "3 in files", count);
    try_change(in_files, host, lock(low, replaces), kind + "from files of 3", count);
  }
}

TEST(OrderOfUnits, EveryMomentIsOldOrNew) {
  const char* const many = std::getenv("YAMA_ORDER_TREES");
  const std::uint64_t trees = many == nullptr ? 2 : std::strtoull(many, nullptr, 10);
  Count count;
  auto hosts = loaders::hosts_of_all_rows();
  std::erase_if(hosts, [](const BuildsOfHost& host) { return host.builds[sysctl::Loader::kSystemd].empty(); });
  for (std::uint64_t seed = 1; seed <= trees; ++seed) {
    for (std::size_t host = seed % 9; host < hosts.size(); host += 9) {
      try_all(loaders::generate_ordinary(seed), hosts[host], seed, count);
    }
  }
  std::cout << count.plans << " plans, " << count.refused << " refused, " << count.moments << " moments, " << count.told
            << " plans tell of an uncovered one\n";
  EXPECT_GT(count.plans, 4 * count.refused);
}

}  // namespace
}  // namespace yama
