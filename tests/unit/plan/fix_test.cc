// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/fix.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "status/assess.h"
#include "support/host.h"

namespace yama {
namespace {

using test::Host;

std::string fix_of(const Host& host, const Request& request = {}, Scope running = Scope::kRestricted) {
  const Observation seen = host.running(running);
  const auto found = find_fix(seen, request, assess(seen, conditions_for(seen, {}), {.scope = request.scope}));
  std::string text = to_string(found.scope) + " " + found.wanted_by + "\n";
  for (const Fix::Step& step : found.steps) {
    text += (step.is_command ? "$ " : "") + step.text + "\n";
  }
  return text + (found.faults.empty() ? "right\n" : "") + found.why_not;
}

void line(const Host& host, std::string_view file, int value) {
  host.files().write(file, "kernel.yama.ptrace_scope = " + std::to_string(value) + "\n");
}

Request scope(Scope value) {
  Request request;
  request.scope = value;
  return request;
}

TEST(Fix, WhatTheFilesWant) {
  const Host nothing("257.9", "4.0.4");
  EXPECT_EQ(fix_of(nothing), "1 \n$ yama-ptrace set 1\n") << "what the guides ask for";
  const Host vendor("257.9", "4.0.4");
  line(vendor, "/usr/lib/sysctl.d/55-ptrace.conf", 1);
  EXPECT_EQ(fix_of(vendor), "1 /usr/lib/sysctl.d/55-ptrace.conf:1\nright\n");
  line(vendor, "/etc/sysctl.d/10-ptrace.conf", 2);
  EXPECT_EQ(fix_of(vendor), "2 /etc/sysctl.d/10-ptrace.conf:1\n$ yama-ptrace set 2\n") << "an administrator's line";
  line(vendor, "/etc/sysctl.d/60-ptrace.conf", 0);
  EXPECT_EQ(fix_of(vendor), "0 /etc/sysctl.d/60-ptrace.conf:1\n$ yama-ptrace set 0\n") << "the one that wins";
}

TEST(Fix, OnlyProcpsReadsIt) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.conf", 1);
  EXPECT_EQ(fix_of(host), "1 /etc/sysctl.conf:1\n$ yama-ptrace set 1\n");
}

TEST(Fix, VendorLineThatLocks) {
  const Host host("257.9", "4.0.4");
  line(host, "/usr/lib/sysctl.d/10-lock.conf", 3);
  EXPECT_EQ(fix_of(host, scope(Scope{1})), "1 \n$ yama-ptrace set 1 --vendor-files shadow\n");
}

TEST(Fix, LockedKernel) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/10-lock.conf", 1);
  EXPECT_EQ(fix_of(host, scope(Scope{1}), Scope{3}), "1 \nreboot\n");
  EXPECT_EQ(fix_of(host, scope(Scope{0}), Scope{3}), "0 \n$ yama-ptrace set 0\nreboot\n");
}

TEST(Fix, OnlyTheRunningKernel) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/10-a.conf", 1);
  EXPECT_EQ(fix_of(host, scope(Scope{1}), Scope{0}), "1 \n$ yama-ptrace set 1\n");
}

TEST(Fix, OptionsOfTheRequestAreKept) {
  const Host host("257.9", "4.0.4");
  Request request = scope(Scope{2});
  request.minimum = true;
  request.root = "/mnt/an image";
  EXPECT_EQ(fix_of(host, request, Scope{3}), "2 \n$ yama-ptrace set 2 --minimum --root '/mnt/an image'\n");
}

TEST(Fix, StagesThatNoFileOutweighs) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/10-a.conf", 1);
  host.files().write("/boot/grub/grub.cfg",
                     "menuentry 'x' {\nlinux /vmlinuz-6.1 sysctl.kernel.yama.ptrace_scope=3\n}\n");
  EXPECT_EQ(fix_of(host, scope(Scope{1})),
            "1 \ntake sysctl.kernel.yama.ptrace_scope=3 out of /etc/default/grub, then run: update-grub\n");
  host.files().write("/boot/grub/grub.cfg", "menuentry 'x' {\nlinux /vmlinuz-6.1 lsm=apparmor\n}\n");
  EXPECT_EQ(fix_of(host, scope(Scope{2})),
            "2 \nadd yama to lsm=apparmor in /etc/default/grub, then run: update-grub\n$ yama-ptrace set 2\n");
}

TEST(Fix, WhatMakesTheBootLoadersConfigurationDependsOnTheHost) {
  const std::string entry = "menuentry 'x' {\nlinux /vmlinuz-6.1 lsm=apparmor\n}\n";
  for (const std::string file : {"/boot/grub2/grub.cfg", "/boot/efi/EFI/redhat/grub.cfg"}) {
    const Host host("257.9", "4.0.4");
    line(host, "/etc/sysctl.d/10-a.conf", 1);
    host.files().write(file, entry);
    EXPECT_EQ(fix_of(host, scope(Scope{1})),
              "1 \nadd yama to lsm=apparmor in /etc/default/grub, then run: "
              "grub2-mkconfig -o " +
                  file + "\n");
  }
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/10-a.conf", 1);
  host.files().write("/boot/grub2/grub.cfg", "blscfg\n");
  host.files().write("/boot/loader/entries/m.conf", "title x\noptions root=/dev/a lsm=apparmor\n");
  EXPECT_EQ(fix_of(host, scope(Scope{1})), "1 \nadd yama to lsm=apparmor in /boot/loader/entries/m.conf:2\n");
}

TEST(Fix, MaskedLoader) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/10-a.conf", 1);
  host.files().link("/etc/systemd/system/systemd-sysctl.service", "/dev/null");
  EXPECT_EQ(fix_of(host, scope(Scope{1})), "1 \n$ systemctl unmask systemd-sysctl.service\n");
}

TEST(Fix, ChangedLoaderService) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/50-a.conf", 1);
  const std::string drop_in = "/etc/systemd/system/systemd-sysctl.service.d/x.conf";
  host.files().write(drop_in, "[Service]\nExecStart=\nExecStart=/bin/true\n");
  EXPECT_EQ(fix_of(host), "1 /etc/sysctl.d/50-a.conf:1\ntake the ExecStart= lines out of " + drop_in + "\n");
  host.files().write(drop_in, "[Service]\nExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=0\n");
  EXPECT_EQ(fix_of(host),
            "1 /etc/sysctl.d/50-a.conf:1\ntake ExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=0 out of " +
                drop_in + ":2\n");
}

TEST(Fix, KernelSettingsThatLock) {
  const Host host("254.27", "4.0.4");
  line(host, "/etc/sysctl.d/50-a.conf", 1);
  line(host, "/boot/sysctl.conf-6.4.0-1-default", 3);
  EXPECT_EQ(fix_of(host), "1 /etc/sysctl.d/50-a.conf:1\nright\n") << "nothing loads it";
  host.files().write("/usr/lib/systemd/system/systemd-sysctl.service.d/50-kernel-uname_r.conf",
                     "[Service]\nExecStartPre=-/usr/lib/systemd/systemd-sysctl /boot/sysctl.conf-%v\n");
  EXPECT_EQ(fix_of(host), "1 /etc/sysctl.d/50-a.conf:1\n$ yama-ptrace set 1 --vendor-files edit\n");
}

TEST(Fix, TunedsProfile) {
  const Host host("257.9", "4.0.4");
  host.files().write("/etc/tuned/active_profile", "mine\n");
  host.files().write("/etc/tuned/mine/tuned.conf", "[sysctl]\nkernel.yama.ptrace_scope = 3\n");
  host.files().write("/usr/lib/systemd/system/tuned.service", "");
  host.files().link("/etc/systemd/system/multi-user.target.wants/tuned.service",
                    "/usr/lib/systemd/system/tuned.service");
  EXPECT_EQ(fix_of(host, scope(Scope{1})),
            "1 \ntake the line out of /etc/tuned/mine/tuned.conf:2\n$ yama-ptrace set 1\n");
}

TEST(Fix, NothingIsAdvisedWhereTheKernelCannotBeSet) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/10-a.conf", 1);
  Observation seen = host.running(Scope{0});
  seen.runtime = {.yama = false, .value = {}, .writable = false, .why_not = "lsm= leaves it out"};
  const auto fix = [&seen] {
    return find_fix(seen, scope(Scope{1}), assess(seen, conditions_for(seen, {}), {.scope = Scope{1}}));
  };
  EXPECT_TRUE(fix().steps.empty());
  EXPECT_EQ(fix().why_not, "the running kernel has no Yama: lsm= leaves it out");
  seen.runtime = {.yama = true, .value = Scope{0}, .writable = false, .why_not = "/proc/sys is read-only"};
  EXPECT_TRUE(fix().steps.empty());
  EXPECT_EQ(fix().why_not, "the running kernel has 0, and it cannot be set from here: /proc/sys is read-only");
}

TEST(Fix, InAContainerTheHostDecides) {
  const Host host("257.9", "4.0.4");
  Observation seen = host.running(Scope{0});
  seen.facts.container = "podman";
  const auto fix = find_fix(seen, scope(Scope{1}), assess(seen, conditions_for(seen, {}), {.scope = Scope{1}}));
  EXPECT_TRUE(fix.steps.empty());
  EXPECT_EQ(fix.why_not, "this is a container (podman), and the kernel belongs to its host; set the value there");
}

TEST(Fix, OtherWriters) {
  const Host host("257.9", "4.0.4");
  line(host, "/etc/sysctl.d/10-a.conf", 1);
  host.files().write("/etc/rc.local", "#!/bin/sh\nsysctl -w kernel.yama.ptrace_scope=0\n", 0755);
  EXPECT_EQ(fix_of(host, scope(Scope{1})), "1 \ntake the command that writes the value out of /etc/rc.local:2\n");
  host.files().write("/etc/rc.local", "");
  host.files().write("/usr/lib/tmpfiles.d/x.conf", "w /proc/sys/kernel/yama/ptrace_scope - - - - 0\n");
  EXPECT_EQ(fix_of(host, scope(Scope{1})),
            "1 \ncopy /usr/lib/tmpfiles.d/x.conf to /etc/tmpfiles.d/x.conf and take line 1 out of the copy\n");
}

TEST(Fix, StaleInitrd) {
  const Host host("257.9", "4.0.4");
  Observation seen = host.running(Scope{1});
  Stage copy{.kind = StageKind::kInitrd, .time = StageTime::kBefore, .file = "/boot/initrd.img-6.1"};
  copy.value = Scope{3};
  copy.note = "the copy of /etc/sysctl.d/a.conf in the initrd";
  seen.stages.push_back(copy);
  const auto found = find_fix(seen, scope(Scope{1}), assess(seen, conditions_for(seen, {}), {.scope = Scope{1}}));
  ASSERT_EQ(found.steps.size(), 2U);
  EXPECT_EQ(found.steps[0].text, "yama-ptrace set 1");
  EXPECT_EQ(found.steps[1].text, "rebuild /boot/initrd.img-6.1: dracut --force, or update-initramfs -u");
}

}  // namespace
}  // namespace yama
