// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "plan/observation_after.h"
#include "plan/planner.h"
#include "status/assess.h"
#include "support/file_system.h"
#include "support/loaders.h"
#include "unit/lock_unit.h"

/// A host in memory whose units are planned.
namespace yama::test {

using unit::EnablingLink;
using unit::Unit;

inline constexpr const char* kPublished =
    "[Unit]\nDescription=Removes, system-wide, the ability to ptrace\nConditionKernelCommandLine=!maintenance\n"
    "[Service]\nType=oneshot\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n";

/// A running Debian 12 in memory.
struct UnitHost {
  FileSystem files;
  unit::Units units;
  std::optional<Scope> runtime = Scope{0};
  std::string systemd = "252.39";
  std::string procps = "4.0.2";
  std::string command_line = "root=/dev/sda1 ro";

  void unit(const std::string& name, std::string bytes, const std::string& wanted_by = {}) {
    Unit& unit = units[name];
    unit.path = "/etc/systemd/system/" + name;
    unit.file = unit.path;
    unit.bytes = std::move(bytes);
    if (!wanted_by.empty()) {
      unit.links.push_back(
          {.path = "/etc/systemd/system/" + wanted_by + ".wants/" + name, .target = "/etc/systemd/system/" + name});
    }
  }

  [[nodiscard]] Observation seen() const {
    Observation seen;
    seen.tree = files.tree();
    seen.units = units;
    seen.loaders[sysctl::Loader::kSystemd] = {.installed = !systemd.empty(), .version = systemd};
    seen.loaders[sysctl::Loader::kProcps] = {.installed = true, .version = procps};
    seen.facts.systemd = !systemd.empty();
    seen.facts.command_line = command_line;
    seen.runtime = {.yama = true, .value = runtime, .writable = true, .why_not = {}};
    return seen;
  }
};

inline Request with_boot_unit() {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = Scope{3};
  request.persist = Persist::kBootUnit;
  return request;
}

inline Request with_sysctl(Scope scope) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = scope;
  return request;
}

inline Request restore() {
  Request request;
  request.verb = Verb::kRestore;
  return request;
}

inline std::string show(const Content& content) {
  if (const auto* link = std::get_if<Link>(&content)) {
    return "-> " + link->target;
  }
  const auto* file = std::get_if<Bytes>(&content);
  if (file == nullptr) {
    return "gone";
  }
  return file->bytes == unit::lock_unit("maintenance") ? "(the unit)" : file->bytes;
}

/// "PATH: CONTENT" for every edit, then "$ COMMAND" for every command; or the refusal.
inline std::string plan_text(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  if (!plan) {
    return plan.error().message;
  }
  std::string text = plan->runtime ? "runtime " + to_string(plan->runtime->after) + "\n" : "";
  for (const Edit& edit : plan->edits) {
    text += edit.path + ": " + show(edit.after) + "\n";
  }
  for (const Command& command : plan->commands) {
    text += "$";
    for (const std::string& word : command.argv) {
      text += " " + word;
    }
    text += "\n";
  }
  return text;
}

inline std::string warnings(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  std::string text;
  for (const std::string& warning : plan ? plan->warnings : std::vector<std::string>{}) {
    text += warning + "\n";
  }
  return text;
}

/// The host once the plan is carried out.
inline Observation after(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  EXPECT_TRUE(plan.ok());
  return observation_after(seen, *plan);
}

/// The value at the end of the next boot, and of a maintenance boot.
inline std::string boots(const Observation& seen) {
  const BootConditions conditions = conditions_for(seen, {});
  const Status status = assess(seen, conditions, {});
  const Maintenance maintenance = assess_maintenance(seen, conditions, "maintenance");
  const auto show = [](std::optional<Scope> value) { return value ? to_string(*value) : std::string{"-"}; };
  return show(status.boot[kSystemd].final_value) + show(status.boot[kProcps].final_value) + " " +
         show(maintenance.value[kSystemd]) + show(maintenance.value[kProcps]);
}

}  // namespace yama::test
