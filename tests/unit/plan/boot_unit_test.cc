// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/boot_unit.h"

#include <gtest/gtest.h>

#include "support/boot_unit_host.h"

namespace yama {
namespace {

using test::after;
using test::boots;
using test::plan_text;
using test::restore;
using test::warnings;
using test::with_boot_unit;
using test::with_sysctl;
using unit::EnablingLink;

constexpr const char* kInstalled =
    "/etc/systemd/system/yama-ptrace-lock.service: (the unit)\n"
    "/etc/systemd/system/sysinit.target.wants/yama-ptrace-lock.service: "
    "-> /etc/systemd/system/yama-ptrace-lock.service\n"
    "/etc/systemd/system/emergency.target.wants/yama-ptrace-lock.service: "
    "-> /etc/systemd/system/yama-ptrace-lock.service\n"
    "/etc/sysctl.d/99-yama-ptrace.conf: # made by hardening.yama; state: absent removes it\n"
    "# set by hardening.yama:\n-kernel.yama.ptrace_scope = 1\n\n";

TEST(BootUnit, AFreshHost) {
  const test::UnitHost host;
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()),
            "runtime 3\n" + std::string{kInstalled} +
                "$ systemctl daemon-reload\n$ systemctl start yama-ptrace-lock.service\n");
  EXPECT_EQ(boots(after(host.seen(), with_boot_unit())), "33 11");
  EXPECT_EQ(plan_text(after(host.seen(), with_boot_unit()), with_boot_unit()), "");
}

TEST(BootUnit, AnImageGetsFilesAndLinksOnly) {
  const test::UnitHost host;
  Observation image = host.seen();
  image.image = true;
  image.facts = {};
  image.runtime = {};
  EXPECT_EQ(plan_text(image, with_boot_unit()), kInstalled);
}

TEST(BootUnit, ALineThatPublishedChecksFind) {
  test::UnitHost host;
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
  test::UnitHost host;
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
  test::UnitHost host;
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
  const test::UnitHost host;
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
  test::UnitHost host;
  host.units = after(host.seen(), with_boot_unit()).units;
  host.files.file("/etc/sysctl.d/a.conf", "-kernel.yama.ptrace_scope = 1\n");
  std::erase_if(host.units.at("yama-ptrace-lock.service").links,
                [](const EnablingLink& link) { return link.path.find("sysinit") != std::string::npos; });
  const std::string text = plan_text(host.seen(), with_boot_unit());
  EXPECT_NE(text.find("sysinit.target.wants"), std::string::npos) << text;
  EXPECT_EQ(text.find("emergency.target.wants"), std::string::npos) << text;
}

TEST(BootUnit, AMaintenanceBootIsNotLocked) {
  test::UnitHost host;
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
  const test::UnitHost host;
  Request request = with_boot_unit();
  request.runtime = RuntimeMode::kSkip;
  EXPECT_EQ(plan_text(host.seen(), request), std::string{kInstalled} + "$ systemctl daemon-reload\n");
}

TEST(BootUnit, IsThatOfTheHostsRelease) {
  test::UnitHost host;
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
  test::UnitHost host;
  host.unit("yama-ptrace-lock.service", unit::lock_unit("maintenance", 239), "sysinit.target");
  EXPECT_TRUE(plan_text(host.seen(), with_boot_unit())
                  .starts_with("runtime 3\n/etc/systemd/system/yama-ptrace-lock.service: (the unit)\n"));
}

TEST(BootUnit, RefusalsChangeNothing) {
  test::UnitHost none;
  none.systemd = "";
  EXPECT_EQ(plan_text(none.seen(), with_boot_unit()),
            "persist: boot_unit needs systemd, which is not installed here; use persist: sysctl; nothing was changed");
  test::UnitHost old;
  old.systemd = "218";
  EXPECT_EQ(plan_text(old.seen(), with_boot_unit()),
            "persist: boot_unit needs systemd 219 or newer, and this host has 218; use persist: sysctl; nothing was "
            "changed");
  test::UnitHost masked;
  masked.unit("yama-ptrace-lock.service", "");
  masked.units.begin()->second.masked = true;
  EXPECT_EQ(plan_text(masked.seen(), with_boot_unit()),
            "the unit yama-ptrace-lock.service is masked by /etc/systemd/system/yama-ptrace-lock.service; unmask it "
            "with `systemctl unmask yama-ptrace-lock.service` and run again; nothing was changed");
  test::UnitHost taken;
  taken.unit("yama-ptrace-lock.service", "[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(plan_text(taken.seen(), with_boot_unit()),
            "the unit name yama-ptrace-lock.service is taken: "
            "/etc/systemd/system/yama-ptrace-lock.service is not this product's; rename that unit and run again; "
            "nothing was changed");
  test::UnitHost changed;
  changed.unit("yama-ptrace-lock.service", unit::lock_unit("maintenance"), "sysinit.target");
  const std::string drop_in = "/etc/systemd/system/yama-ptrace-lock.service.d/a.conf";
  changed.units.begin()->second.drop_ins = {drop_in};
  EXPECT_EQ(plan_text(changed.seen(), with_boot_unit()),
            "the unit yama-ptrace-lock.service is changed by /etc/systemd/system/yama-ptrace-lock.service.d/a.conf, so "
            "what it does is not certain; remove that file and run again; nothing was changed");
}

TEST(BootUnit, ADropInOfAUnitThatIsNotThereYetIsRefused) {
  const test::UnitHost host;
  Observation seen = host.seen();
  seen.lock_drop_ins = {"/etc/systemd/system/yama-ptrace-lock.service.d/a.conf"};
  EXPECT_EQ(plan_text(seen, with_boot_unit()),
            "the unit yama-ptrace-lock.service is changed by /etc/systemd/system/yama-ptrace-lock.service.d/a.conf, so "
            "what it does is not certain; remove that file and run again; nothing was changed");
  EXPECT_EQ(plan_text(seen, with_sysctl(Scope{1})).substr(0, 10), "runtime 1\n") << "no unit is wanted";
}

constexpr const char* kInGrub = "/boot/grub/grub.cfg";

TEST(BootUnit, ANextBootForMaintenanceIsRefused) {
  const test::UnitHost host;
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
  const test::UnitHost host;
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
  test::UnitHost host;
  host.systemd = "v?";
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()).substr(0, 10), "runtime 3\n");
}

TEST(BootUnit, WhatLocksAMaintenanceBootIsRefused) {
  test::UnitHost host;
  host.unit("other.service", "[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n", "multi-user.target");
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()).substr(0, 24), "for maintenance boots: n");
}

TEST(BootUnit, GoingBackToSysctlTakesItAway) {
  test::UnitHost host;
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
  const test::UnitHost host;
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
  test::UnitHost host;
  host.runtime = Scope{3};
  host.files.file("/etc/sysctl.d/10-a.conf", "kernel.yama.ptrace_scope = 3\n");
  const auto plan = make_plan(host.seen(), restore());
  ASSERT_TRUE(plan.ok());
  EXPECT_FALSE(plan->reboot_required);
}

TEST(BootUnit, SomebodyElsesUnitOfTheNameIsLeftAlone) {
  test::UnitHost host;
  host.unit("yama-ptrace-lock.service", "[Service]\nExecStart=/bin/true\n", "multi-user.target");
  EXPECT_EQ(plan_text(host.seen(), restore()), "");
}

TEST(BootUnit, AnEditedUnitIsPutRight) {
  test::UnitHost host;
  host.unit("yama-ptrace-lock.service", unit::lock_unit("maintenance") + "# mine\n", "sysinit.target");
  EXPECT_EQ(plan_text(host.seen(), with_boot_unit()).find("/etc/systemd/system/yama-ptrace-lock.service: (the unit)"),
            10U);
  EXPECT_NE(plan_text(host.seen(), restore()).find("/etc/systemd/system/yama-ptrace-lock.service: gone"),
            std::string::npos);
}

TEST(Lock, ALowerScopeIsSetInTheFilesAndNeedsAReboot) {
  test::UnitHost host;
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
