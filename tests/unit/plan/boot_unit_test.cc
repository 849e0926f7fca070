// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/boot_unit.h"

#include <gtest/gtest.h>

#include "plan/observation_after.h"
#include "plan/planner.h"
#include "status/assess.h"
#include "support/file_system.h"
#include "support/loaders.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

using unit::EnablingLink;
using unit::Unit;

constexpr const char* kPublished =
    "[Unit]\nDescription=Removes, system-wide, the ability to ptrace\nConditionKernelCommandLine=!maintenance\n"
    "[Service]\nType=oneshot\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n";

/// A running Debian 12 in memory.
struct Host {
  test::FileSystem files;
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

Request with_boot_unit() {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = Scope{3};
  request.persist = Persist::kBootUnit;
  return request;
}

Request with_sysctl(Scope scope) {
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = scope;
  return request;
}

Request restore() {
  Request request;
  request.verb = Verb::kRestore;
  return request;
}

std::string show(const Content& content) {
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
std::string plan_text(const Observation& seen, const Request& request) {
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

std::string warnings(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  std::string text;
  for (const std::string& warning : plan ? plan->warnings : std::vector<std::string>{}) {
    text += warning + "\n";
  }
  return text;
}

/// The host once the plan is carried out.
Observation after(const Observation& seen, const Request& request) {
  const auto plan = make_plan(seen, request);
  EXPECT_TRUE(plan.ok());
  return observation_after(seen, *plan);
}

/// The value at the end of the next boot, and of a maintenance boot.
std::string boots(const Observation& seen) {
  const BootConditions conditions = conditions_for(seen, {});
  const Status status = assess(seen, conditions, {});
  const Maintenance maintenance = assess_maintenance(seen, conditions, "maintenance");
  const auto show = [](std::optional<Scope> value) { return value ? to_string(*value) : std::string{"-"}; };
  return show(status.boot[test::kSystemd].final_value) + show(status.boot[test::kProcps].final_value) + " " +
         show(maintenance.value[test::kSystemd]) + show(maintenance.value[test::kProcps]);
}

constexpr const char* kInstalled =
    "/etc/systemd/system/yama-ptrace-lock.service: (the unit)\n"
    "/etc/systemd/system/sysinit.target.wants/yama-ptrace-lock.service: "
    "-> /etc/systemd/system/yama-ptrace-lock.service\n"
    "/etc/systemd/system/emergency.target.wants/yama-ptrace-lock.service: "
    "-> /etc/systemd/system/yama-ptrace-lock.service\n"
    "/etc/sysctl.d/99-yama-ptrace.conf: # made by hardening.yama; state: absent removes it\n"
    "# set by hardening.yama:\n-kernel.yama.ptrace_scope = 1\n\n";

TEST(BootUnit, AFreshHost) {
  const Host host;
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()),
            "runtime 3\n" + std::string{kInstalled} +
                "$ systemctl daemon-reload\n$ systemctl start yama-ptrace-lock.service\n");
  EXPECT_EQ(boots(after(host.seen(), with_boot_unit())), "33 11");
  EXPECT_EQ(plan_text(after(host.seen(), with_boot_unit()), with_boot_unit()), "");
}

TEST(BootUnit, AnImageGetsFilesAndLinksOnly) {
  const Host host;
  Observation image = host.seen();
  image.image = true;
  image.facts = {};
  image.runtime = {};
  EXPECT_EQ(plan_text(image, with_boot_unit()), kInstalled);
}

TEST(BootUnit, ALineThatPublishedChecksFind) {
  Host host;
  Request request = with_boot_unit();
  request.maintenance_line = MaintenanceLine::kPlain;
  const Observation done = after(host.seen(), request);
  EXPECT_EQ(
      done.tree.files.at("/etc/sysctl.d/99-yama-ptrace.conf").bytes,
      "# made by hardening.yama; state: absent removes it\n# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(boots(done), "33 11");
  EXPECT_EQ(plan_text(done, request), "");
  EXPECT_EQ(
      after(done, with_boot_unit()).tree.files.at("/etc/sysctl.d/99-yama-ptrace.conf").bytes,
      "# made by hardening.yama; state: absent removes it\n# set by hardening.yama:\n-kernel.yama.ptrace_scope = 1\n");
  host.files.file("/etc/sysctl.d/20-b.conf", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(after(host.seen(), request).tree.files.at("/etc/sysctl.d/20-b.conf").bytes,
            "kernel.yama.ptrace_scope = 1\n")
      << "the administrator's own line of that form stays";
}

TEST(BootUnit, ALoaderThatKnowsNoDashGetsAPlainLine) {
  Host host;
  host.procps = "3.3.15 el8.4";
  EXPECT_EQ(
      after(host.seen(), with_boot_unit()).tree.files.at("/etc/sysctl.d/99-yama-ptrace.conf").bytes,
      "# made by hardening.yama; state: absent removes it\n# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n");
  host.procps = "3.3.16";
  EXPECT_EQ(
      after(host.seen(), with_boot_unit()).tree.files.at("/etc/sysctl.d/99-yama-ptrace.conf").bytes,
      "# made by hardening.yama; state: absent removes it\n# set by hardening.yama:\n-kernel.yama.ptrace_scope = 1\n");
}

TEST(BootUnit, WhatLocksOrFailsLaterIsDisplaced) {
  Host host;
  host.files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 3\n");
  host.files.file("/etc/sysctl.d/20-b.conf", "kernel.yama.ptrace_scope = 1\n");
  host.files.file("/etc/sysctl.d/30-c.conf", "-kernel.yama.ptrace_scope = 1\n");
  const Observation done = after(host.seen(), with_boot_unit());
  EXPECT_EQ(done.tree.files.at("/etc/sysctl.d/10-a.conf").bytes,
            "# commented out by hardening.yama: kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(done.tree.files.at("/etc/sysctl.d/20-b.conf").bytes,
            "# commented out by hardening.yama: kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(done.tree.files.at("/etc/sysctl.d/30-c.conf").bytes, "-kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(boots(done), "33 11");
}

TEST(BootUnit, TheMaintenanceScopeAndArgumentAreTheRequests) {
  const Host host;
  Request request = with_boot_unit();
  request.maintenance_scope = Scope{0};
  request.maintenance_argument = "debugging";
  const Observation done = after(host.seen(), request);
  EXPECT_EQ(done.units.at("yama-ptrace-lock.service").bytes, unit::lock_unit("debugging"));
  EXPECT_EQ(boots(done), "33 00") << "the installed unit's word counts, not the default";
  request.maintenance_argument = "maintenance";
  EXPECT_EQ(plan_text(done, request),
            "/etc/systemd/system/yama-ptrace-lock.service: (the unit)\n"
            "$ systemctl daemon-reload\n$ systemctl start yama-ptrace-lock.service\n");
}

TEST(BootUnit, AMissingLinkIsMadeAgain) {
  Host host;
  host.units = after(host.seen(), with_boot_unit()).units;
  host.files.file("/etc/sysctl.d/a.conf", "-kernel.yama.ptrace_scope = 1\n");
  std::erase_if(host.units.at("yama-ptrace-lock.service").links,
                [](const EnablingLink& link) { return link.path.find("sysinit") != std::string::npos; });
  const std::string text = plan_text(host.seen(), with_boot_unit());
  EXPECT_NE(text.find("sysinit.target.wants"), std::string::npos) << text;
  EXPECT_EQ(text.find("emergency.target.wants"), std::string::npos) << text;
}

TEST(BootUnit, AMaintenanceBootIsNotLocked) {
  Host host;
  host.command_line = "root=/dev/sda1 maintenance quiet";
  host.runtime = Scope{1};
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()), std::string{kInstalled} +
                                                          "$ systemctl daemon-reload\n"
                                                          "$ /usr/lib/systemd/systemd-sysctl --prefix=kernel/yama\n");
  EXPECT_EQ(warnings(host.seen(), with_boot_unit()),
            "this is a maintenance boot ('maintenance' is on the kernel command line), so the running kernel was left "
            "at 1; persist: none locks it now\n");
  Request required = with_boot_unit();
  required.runtime = RuntimeMode::kRequired;
  EXPECT_EQ(plan_text(host.seen(), required).substr(0, 10), "runtime 3\n");
  Request lock_now = with_sysctl(Scope{3});
  lock_now.persist = Persist::kNone;
  lock_now.conflicts = Conflicts::kIgnore;
  EXPECT_EQ(plan_text(host.seen(), lock_now), "runtime 3\n");
}

TEST(BootUnit, NotStartedWhereTheRunningKernelIsLeftAlone) {
  const Host host;
  Request request = with_boot_unit();
  request.runtime = RuntimeMode::kSkip;
  EXPECT_EQ(plan_text(host.seen(), request), std::string{kInstalled} + "$ systemctl daemon-reload\n");
}

TEST(BootUnit, IsThatOfTheHostsRelease) {
  Host host;
  const auto installed = [&host](const std::string& systemd) {
    host.systemd = systemd;
    Observation seen = host.seen();
    seen.loaders[sysctl::Loader::kSystemd].installed = true;
    return after(seen, with_boot_unit()).units.at("yama-ptrace-lock.service").bytes;
  };
  EXPECT_EQ(installed("219 el7"), unit::lock_unit("maintenance", 219));
  EXPECT_EQ(installed("234 sle15"), unit::lock_unit("maintenance", 219));
  EXPECT_EQ(installed("239-82.el8_10.3"), unit::lock_unit("maintenance", 239));
  EXPECT_EQ(installed("252 el9.4"), unit::lock_unit("maintenance"));
  EXPECT_EQ(installed(""), unit::lock_unit("maintenance", 219)) << "right on every release";
}

TEST(BootUnit, OfAnotherReleaseIsMadeAnew) {
  Host host;
  host.unit("yama-ptrace-lock.service", unit::lock_unit("maintenance", 239), "sysinit.target");
  EXPECT_TRUE(plan_text(host.seen(), with_boot_unit())
                  .starts_with("runtime 3\n/etc/systemd/system/yama-ptrace-lock.service: (the unit)\n"));
}

TEST(BootUnit, RefusalsChangeNothing) {
  Host none;
  none.systemd = "";
  EXPECT_EQ(plan_text(none.seen(), with_boot_unit()),
            "persist: boot_unit needs systemd, which is not installed here; use persist: sysctl; nothing was changed");
  Host old;
  old.systemd = "218";
  EXPECT_EQ(plan_text(old.seen(), with_boot_unit()),
            "persist: boot_unit needs systemd 219 or newer, and this host has 218; use persist: sysctl; nothing was "
            "changed");
  Host masked;
  masked.unit("yama-ptrace-lock.service", "");
  masked.units.begin()->second.masked = true;
  EXPECT_EQ(plan_text(masked.seen(), with_boot_unit()),
            "the unit yama-ptrace-lock.service is masked by /etc/systemd/system/yama-ptrace-lock.service; unmask it "
            "with `systemctl unmask yama-ptrace-lock.service` and run again; nothing was changed");
  Host taken;
  taken.unit("yama-ptrace-lock.service", "[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(plan_text(taken.seen(), with_boot_unit()),
            "the unit name yama-ptrace-lock.service is taken: "
            "/etc/systemd/system/yama-ptrace-lock.service is not this product's; rename that unit and run again; "
            "nothing was changed");
  Host changed;
  changed.unit("yama-ptrace-lock.service", unit::lock_unit("maintenance"), "sysinit.target");
  changed.units.begin()->second.drop_ins = {"/etc/systemd/system/yama-ptrace-lock.service.d/a.conf"};
  EXPECT_EQ(plan_text(changed.seen(), with_boot_unit()),
            "the unit yama-ptrace-lock.service is changed by /etc/systemd/system/yama-ptrace-lock.service.d/a.conf, so "
            "what it does is not certain; remove that file and run again; nothing was changed");
}

constexpr const char* kInGrub = "/boot/grub/grub.cfg";

TEST(BootUnit, ANextBootForMaintenanceIsRefused) {
  const Host host;
  Observation seen = host.seen();
  seen.next_command_lines = {{.file = kInGrub, .line = 120, .arguments = "root=/dev/a ro quiet maintenance"}};
  EXPECT_EQ(
      plan_text(seen, with_boot_unit()),
      "the next boot is a maintenance boot: 'maintenance' is on its kernel command line "
      "(/boot/grub/grub.cfg:120); take it out of the boot loader's configuration and run again, or choose another "
      "maintenance_argument; nothing was changed");
  Request request = with_boot_unit();
  request.maintenance_argument = "debugging";
  EXPECT_EQ(plan_text(seen, request).substr(0, 10), "runtime 3\n");
  EXPECT_EQ(plan_text(seen, with_sysctl(Scope{1})).substr(0, 10), "runtime 1\n") << "without a unit nothing is skipped";
}

TEST(BootUnit, StatusTellsOfANextBootForMaintenance) {
  const Host host;
  Observation seen = after(host.seen(), with_boot_unit());
  const auto verdict = [&seen](Scope scope) {
    const Status status = assess(seen, conditions_for(seen, {}), {.scope = scope});
    std::string text;
    for (const std::string& fault : status.verdict->boot_faults) {
      text += fault + "\n";
    }
    return text;
  };
  seen.next_command_lines = {{.file = kInGrub, .line = 120, .arguments = "quiet maintenance"}};
  EXPECT_EQ(boots(seen), "11 11");
  EXPECT_EQ(verdict(Scope{3}),
            "the boot unit yama-ptrace-lock.service is skipped at the next boot: 'maintenance' is on its kernel "
            "command line (/boot/grub/grub.cfg:120)\n");
  EXPECT_EQ(verdict(Scope{1}), "");
  seen.next_command_lines.push_back({.file = kInGrub, .line = 140, .arguments = "quiet"});
  EXPECT_EQ(verdict(Scope{3}),
            "the boot unit yama-ptrace-lock.service may be skipped at the next boot: 'maintenance' is on its kernel "
            "command line (/boot/grub/grub.cfg:120)\n");
}

TEST(BootUnit, AnUnknownVersionOfSystemdIsGivenTheBenefit) {
  Host host;
  host.systemd = "v?";
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()).substr(0, 10), "runtime 3\n");
}

TEST(BootUnit, WhatLocksAMaintenanceBootIsRefused) {
  Host host;
  host.unit("other.service", "[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n", "multi-user.target");
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()).substr(0, 24), "for maintenance boots: n");
}

TEST(BootUnit, GoingBackToSysctlTakesItAway) {
  Host host;
  host.runtime = Scope{1};
  const Observation locked = after(host.seen(), with_boot_unit());
  Observation rebooted = locked;
  rebooted.runtime.value = Scope{1};
  Request asked_for = with_sysctl(Scope{1});
  EXPECT_EQ(
      plan_text(rebooted, asked_for),
      "the boot unit yama-ptrace-lock.service (/etc/systemd/system/yama-ptrace-lock.service) locks this host at 3 at "
      "each boot, and scope 1 would take that away; if you want that, run again with remove_lock: true "
      "(--remove-lock); nothing was changed");
  asked_for.remove_lock = true;
  EXPECT_EQ(plan_text(rebooted, asked_for),
            "/etc/sysctl.d/99-yama-ptrace.conf: # made by hardening.yama; state: absent removes it\n"
            "# set by hardening.yama:\nkernel.yama.ptrace_scope = 1\n\n"
            "/etc/systemd/system/sysinit.target.wants/yama-ptrace-lock.service: gone\n"
            "/etc/systemd/system/emergency.target.wants/yama-ptrace-lock.service: gone\n"
            "/etc/systemd/system/yama-ptrace-lock.service: gone\n"
            "$ systemctl daemon-reload\n$ systemctl stop yama-ptrace-lock.service\n"
            "$ /usr/lib/systemd/systemd-sysctl --prefix=kernel/yama\n");
  EXPECT_EQ(boots(after(rebooted, asked_for)), "11 11");
}

TEST(BootUnit, RestoreTakesAllOfItAwayAndSaysThatTheKernelStaysLocked) {
  const Host host;
  const Observation locked = after(host.seen(), with_boot_unit());
  const auto plan = make_plan(locked, restore());
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->reboot_required);
  EXPECT_EQ(plan->warnings, std::vector<std::string>{"the running kernel is locked at 3 until it is rebooted"});
  const Observation done = observation_after(locked, *plan);
  EXPECT_TRUE(done.units.empty());
  EXPECT_TRUE(done.tree.files.empty());
  EXPECT_EQ(boots(done), "-- --");
}

TEST(BootUnit, RestoreNeedsNoRebootWhenTheNextBootIsLockedAnyway) {
  Host host;
  host.runtime = Scope{3};
  host.files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 3\n");
  const auto plan = make_plan(host.seen(), restore());
  ASSERT_TRUE(plan.ok());
  EXPECT_FALSE(plan->reboot_required);
}

TEST(BootUnit, SomebodyElsesUnitOfTheNameIsLeftAlone) {
  Host host;
  host.unit("yama-ptrace-lock.service", "[Service]\nExecStart=/bin/true\n", "multi-user.target");
  EXPECT_EQ(plan_text(host.seen(), restore()), "");
}

TEST(BootUnit, AnEditedUnitIsPutRight) {
  Host host;
  host.unit("yama-ptrace-lock.service", unit::lock_unit("maintenance") + "# mine\n", "sysinit.target");
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()).find("/etc/systemd/system/yama-ptrace-lock.service: (the unit)"),
            10U);
  EXPECT_NE(plan_text(host.seen(), restore()).find("/etc/systemd/system/yama-ptrace-lock.service: gone"),
            std::string::npos);
}

TEST(PublishedUnit, IsReported) {
  Host host;
  host.unit("noptrace.service", kPublished, "default.target");
  host.runtime = Scope{3};
  EXPECT_EQ(warnings(host.seen(), with_boot_unit()),
            "the published unit noptrace.service (/etc/systemd/system/noptrace.service:6) sets 3 too, but later in the "
            "boot; replace_published_unit: true comments it out\n");
  host.units.at("noptrace.service").links.clear();
  EXPECT_EQ(warnings(host.seen(), with_boot_unit()),
            "the published unit noptrace.service (/etc/systemd/system/noptrace.service:6) is not enabled; "
            "replace_published_unit: true comments it out\n");
}

TEST(PublishedUnit, IsReplacedAndPutBack) {
  Host host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", kPublished, "default.target");
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  const Observation done = after(host.seen(), replace);
  const Unit& commented = done.units.at("noptrace.service");
  EXPECT_EQ(commented.bytes,
            "# this unit was commented out by hardening.yama; state: absent puts it back\n"
            "# this link was removed by hardening.yama: /etc/systemd/system/default.target.wants/noptrace.service -> "
            "/etc/systemd/system/noptrace.service\n"
            "# commented out by hardening.yama: [Unit]\n"
            "# commented out by hardening.yama: Description=Removes, system-wide, the ability to ptrace\n"
            "# commented out by hardening.yama: ConditionKernelCommandLine=!maintenance\n"
            "# commented out by hardening.yama: [Service]\n"
            "# commented out by hardening.yama: Type=oneshot\n"
            "# commented out by hardening.yama: ExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n");
  EXPECT_FALSE(commented.enabled());
  EXPECT_EQ(plan_text(done, replace), "");
  const Unit back = after(done, restore()).units.at("noptrace.service");
  EXPECT_EQ(back.bytes, kPublished);
  EXPECT_EQ(back.links, host.units.at("noptrace.service").links);
}

/// A run may be killed after each edit: the unit's text is the record of its links, so it comes back last.
TEST(PublishedUnit, ItsLinksComeBackBeforeIt) {
  Host host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", kPublished, "default.target");
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  Observation done = after(host.seen(), replace);
  const auto plan = make_plan(done, restore());
  ASSERT_TRUE(plan.ok());
  std::vector<std::string> paths;
  for (const Edit& edit : plan->edits) {
    if (edit.path.find("noptrace") != std::string::npos) {
      paths.push_back(edit.path);
    }
  }
  EXPECT_EQ(paths, (std::vector<std::string>{"/etc/systemd/system/default.target.wants/noptrace.service",
                                             "/etc/systemd/system/noptrace.service"}));
  done.units.at("noptrace.service").links = host.units.at("noptrace.service").links;  // killed between the two
  const Unit back = after(done, restore()).units.at("noptrace.service");
  EXPECT_EQ(back.bytes, kPublished);
  EXPECT_EQ(back.links, host.units.at("noptrace.service").links);
}

/// Killed after the text, before the link.
TEST(PublishedUnit, ALinkThatAKilledRunLeftIsTakenAway) {
  Host host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", kPublished, "default.target");
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  Observation done = after(host.seen(), replace);
  done.units.at("noptrace.service").links = host.units.at("noptrace.service").links;
  const Observation again = after(done, replace);
  EXPECT_FALSE(again.units.at("noptrace.service").enabled());
  EXPECT_EQ(again.units.at("noptrace.service").bytes, done.units.at("noptrace.service").bytes);
  EXPECT_EQ(after(again, restore()).units.at("noptrace.service").links, host.units.at("noptrace.service").links);
}

TEST(PublishedUnit, OneFileUnderTwoNamesIsDisplacedOnce) {
  Host host;
  host.runtime = Scope{3};
  host.unit("a.service", kPublished, "default.target");
  host.unit("b.service", kPublished, "multi-user.target");
  host.units.at("b.service").file = host.units.at("a.service").file;
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  const Observation done = after(host.seen(), replace);
  EXPECT_FALSE(done.units.at("a.service").enabled());
  EXPECT_FALSE(done.units.at("b.service").enabled());
  const Observation back = after(done, restore());
  EXPECT_EQ(back.units.at("a.service").links, host.units.at("a.service").links);
  EXPECT_EQ(back.units.at("b.service").links, host.units.at("b.service").links);
}

TEST(PublishedUnit, OfAPackageIsLeftInPlace) {
  Host host;
  host.runtime = Scope{3};
  host.unit("noptrace.service", kPublished, "default.target");
  host.units.at("noptrace.service").file = "/usr/lib/systemd/system/noptrace.service";
  Request replace = with_boot_unit();
  replace.replace_published_unit = true;
  EXPECT_EQ(warnings(host.seen(), replace),
            "the published unit noptrace.service is not below /etc, so /usr/lib/systemd/system/noptrace.service was "
            "left as it is; disable it with `systemctl disable noptrace.service`\n");
}

TEST(PublishedUnit, StandsAgainstALowerScope) {
  Host host;
  host.unit("noptrace.service", kPublished, "default.target");
  EXPECT_EQ(plan_text(host.seen(), with_sysctl(Scope{1})),
            "the unit noptrace.service sets 3 after the loaders (/etc/systemd/system/noptrace.service:6); disable it "
            "with `systemctl disable noptrace.service` and run again; nothing was changed");
  Request minimum = with_sysctl(Scope{1});
  minimum.minimum = true;
  EXPECT_TRUE(make_plan(host.seen(), minimum).ok());
  host.units.at("noptrace.service").links.clear();
  EXPECT_TRUE(make_plan(host.seen(), with_sysctl(Scope{1})).ok());
}

TEST(Lock, ALowerScopeIsSetInTheFilesAndNeedsAReboot) {
  Host host;
  host.runtime = Scope{3};
  const auto plan = make_plan(host.seen(), with_sysctl(Scope{1}));
  ASSERT_TRUE(plan.ok());
  EXPECT_FALSE(plan->runtime);
  EXPECT_TRUE(plan->reboot_required);
  EXPECT_EQ(plan->warnings,
            std::vector<std::string>{"the running kernel is locked at 3 until it is rebooted; reboot to get 1"});
  Request required = with_sysctl(Scope{1});
  required.runtime = RuntimeMode::kRequired;
  EXPECT_EQ(plan_text(host.seen(), required),
            "the running kernel is locked at 3 until it is rebooted; nothing was changed, because runtime: required "
            "was asked for; runtime: auto changes the files alone");
  Request minimum = with_sysctl(Scope{1});
  minimum.minimum = true;
  EXPECT_FALSE(make_plan(host.seen(), minimum)->reboot_required);
}

}  // namespace
}  // namespace yama
