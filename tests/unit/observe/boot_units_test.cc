// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/boot_units.h"

#include <gtest/gtest.h>

#include "support/scratch.h"
#include "unit/lock_unit.h"

namespace yama {
namespace {

using test::Scratch;

constexpr const char* kWriter = "[Service]\nExecStart=/sbin/sysctl -w kernel.yama.ptrace_scope=2\n";

/// "NAME PATH [masked] [unreadable] [<- LINK -> TARGET]...", a line a unit.
std::string units_in(const Scratch& scratch) {
  std::string text;
  for (const auto& [name, unit] : read_boot_units(scratch.root()).units) {
    text += name + " " + unit.path;
    text += unit.file == unit.path || unit.file.empty() ? "" : " at " + unit.file;
    text += unit.masked ? " masked" : "";
    for (const unit::EnablingLink& link : unit.links) {
      text += " <- " + link.path + " -> " + link.target;
    }
    for (const std::string& drop_in : unit.drop_ins) {
      text += " + " + drop_in;
    }
    text += "\n";
  }
  return text;
}

TEST(ReadBootUnits, NoUnitsAtAll) { EXPECT_EQ(units_in(Scratch{}), ""); }

TEST(ReadBootUnits, OnlyThoseThatHaveToDoWithTheValue) {
  const Scratch scratch;
  scratch.write("/etc/systemd/system/a.service", "[Service]\nExecStart=/bin/true\n");
  scratch.write("/etc/systemd/system/b.service", kWriter);
  scratch.write("/etc/systemd/system/c.timer", kWriter);
  EXPECT_EQ(units_in(scratch), "b.service /etc/systemd/system/b.service\n");
}

TEST(ReadBootUnits, EnabledByWantsRequiresAndUpholds) {
  const Scratch scratch;
  scratch.write("/etc/systemd/system/a.service", kWriter);
  scratch.link("/etc/systemd/system/multi-user.target.wants/a.service", "../a.service");
  scratch.link("/etc/systemd/system/x.service.requires/a.service", "/etc/systemd/system/a.service");
  scratch.link("/run/systemd/system/y.target.upholds/a.service", "gone");
  EXPECT_EQ(units_in(scratch),
            "a.service /etc/systemd/system/a.service"
            " <- /etc/systemd/system/multi-user.target.wants/a.service -> ../a.service"
            " <- /etc/systemd/system/x.service.requires/a.service -> /etc/systemd/system/a.service"
            " <- /run/systemd/system/y.target.upholds/a.service -> gone\n");
}

TEST(ReadBootUnits, VendorUnitsWhenSomethingStartsThem) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a.service", kWriter);
  scratch.write("/usr/lib/systemd/system/b.service", kWriter);
  scratch.link("/etc/systemd/system/multi-user.target.wants/a.service", "/lib/systemd/system/a.service");
  EXPECT_EQ(units_in(scratch),
            "a.service /usr/lib/systemd/system/a.service"
            " <- /etc/systemd/system/multi-user.target.wants/a.service -> /lib/systemd/system/a.service\n");
}

TEST(ReadBootUnits, InstancesOfATemplate) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a@.service", kWriter);
  scratch.link("/etc/systemd/system/multi-user.target.wants/a@b.service", "/lib/systemd/system/a@.service");
  EXPECT_EQ(units_in(scratch),
            "a@b.service /usr/lib/systemd/system/a@.service"
            " <- /etc/systemd/system/multi-user.target.wants/a@b.service -> /lib/systemd/system/a@.service\n");
}

TEST(ReadBootUnits, TheStrongestDirectoryHasTheName) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a.service", kWriter);
  scratch.write("/etc/systemd/system/a.service", "[Service]\nExecStart=/bin/true\n");
  scratch.link("/etc/systemd/system/multi-user.target.wants/a.service", "/lib/systemd/system/a.service");
  EXPECT_EQ(units_in(scratch), "");
}

TEST(ReadBootUnits, MaskedOnesAreOfNoInterest) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/a.service", kWriter);
  scratch.link("/etc/systemd/system/a.service", "/dev/null");
  scratch.link("/etc/systemd/system/multi-user.target.wants/a.service", "/lib/systemd/system/a.service");
  EXPECT_EQ(units_in(scratch), "");
}

TEST(ReadBootUnits, TheNameOfOurOwnUnitWhateverHoldsIt) {
  const Scratch foreign;
  foreign.write(unit::kLockUnitFile, "[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(units_in(foreign), "yama-ptrace-lock.service /etc/systemd/system/yama-ptrace-lock.service\n");
  const Scratch masked;
  masked.link(unit::kLockUnitFile, "/dev/null");
  EXPECT_EQ(units_in(masked), "yama-ptrace-lock.service /etc/systemd/system/yama-ptrace-lock.service masked\n");
  const Scratch empty;
  empty.write(unit::kLockUnitFile, "");
  EXPECT_EQ(units_in(empty), "yama-ptrace-lock.service /etc/systemd/system/yama-ptrace-lock.service masked\n");
}

TEST(ReadBootUnits, LinkedUnitsAndDropIns) {
  const Scratch scratch;
  scratch.write("/opt/tool/a.service", kWriter);
  scratch.link("/etc/systemd/system/a.service", "/opt/tool/a.service");
  scratch.write("/run/systemd/system/a.service.d/x.conf", "");
  scratch.write("/run/systemd/system/a.service.d/x.txt", "");
  EXPECT_EQ(units_in(scratch),
            "a.service /etc/systemd/system/a.service at /opt/tool/a.service"
            " + /run/systemd/system/a.service.d/x.conf\n");
}

TEST(ReadBootUnits, TheLoaderItselfIsNoUnitOfInterest) {
  const Scratch scratch;
  scratch.write("/usr/lib/systemd/system/systemd-sysctl.service", "[Service]\nExecStart=/lib/systemd/systemd-sysctl\n");
  scratch.link("/usr/lib/systemd/system/sysinit.target.wants/systemd-sysctl.service", "../systemd-sysctl.service");
  EXPECT_EQ(units_in(scratch), "");
}

/// "WHEN VALUE FILE:LINE unless WORD: NOTE", a line a stage.
std::string stages_in(const Scratch& scratch, bool with_systemd = true, const units::NextBoot& next = {}) {
  std::string text;
  for (const Stage& stage : stages_of_units(read_boot_units(scratch.root(), next).units, with_systemd)) {
    text += stage.active ? "active" : "inactive";
    text += stage.certain ? " " : " perhaps ";
    text += stage.value ? to_string(*stage.value) : "-";
    text += " " + stage.file + ":" + std::to_string(stage.line);
    for (const std::string& file : stage.loads ? stage.loads->files : std::vector<std::string>{}) {
      text += " loads " + file;
    }
    text += stage.skip_word.empty() ? "" : " unless " + stage.skip_word;
    text += ": " + stage.note + "\n";
  }
  return text;
}

/// The units of suse-module-tools 16, as they are shipped.
void write_suse_units(const Scratch& scratch) {
  const std::string head =
      "DefaultDependencies=no\nConflicts=shutdown.target\nBefore=systemd-sysctl.service\n"
      "After=systemd-modules-load.service\nRequiresMountsFor=/boot\n";
  const std::string service =
      "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/lib/systemd/systemd-sysctl ";
  const std::string install = "\n[Install]\nWantedBy=systemd-sysctl.service\n";
  scratch.write("/usr/lib/systemd/system/kernel-sysctl.service",
                "[Unit]\n" + head + "ConditionPathExists=/usr/lib/modules/%v/sysctl.conf\n" + service +
                    "/usr/lib/modules/%v/sysctl.conf" + install);
  scratch.write("/usr/lib/systemd/system/boot-sysctl.service",
                "[Unit]\n" + head +
                    "ConditionPathExists=!/usr/lib/modules/%v/sysctl.conf\nConditionPathExists=/boot/sysctl.conf-%v\n" +
                    service + "/boot/sysctl.conf-%v" + install);
  scratch.write("/usr/lib/systemd/system/systemd-sysctl.service",
                "[Service]\nType=oneshot\nExecStart=/usr/lib/systemd/systemd-sysctl\n");
  scratch.link("/usr/lib/systemd/system/sysinit.target.wants/systemd-sysctl.service", "../systemd-sysctl.service");
  scratch.write("/usr/lib/systemd/system/systemd-sysctl.service.d/50-kernel-uname_r.conf",
                "[Unit]\nWants=kernel-sysctl.service\nWants=boot-sysctl.service\n");
}

TEST(StagesOfUnits, KernelSettings) {
  const Scratch scratch;
  write_suse_units(scratch);
  EXPECT_EQ(stages_in(scratch, true, {.command_lines = {}, .kernels = {"6.4"}}), "") << "no kernel brings any";
  scratch.write("/usr/lib/modules/6.4/sysctl.conf", "");
  const std::string unit = "/usr/lib/systemd/system/kernel-sysctl.service:11";
  const std::string old_unit = "/usr/lib/systemd/system/boot-sysctl.service:12";
  EXPECT_EQ(stages_in(scratch, true, {.command_lines = {}, .kernels = {"6.4"}}),
            "active - " + unit +
                " loads /usr/lib/modules/6.4/sysctl.conf: the kernel's own file of settings, which "
                "kernel-sysctl.service loads,\n");
  scratch.write("/boot/sysctl.conf-5.3", "");
  const units::NextBoot either{.command_lines = {}, .kernels = {"5.3", "6.4"}};
  for (const Stage& stage : stages_of_units(read_boot_units(scratch.root(), either).units, true)) {
    EXPECT_EQ(stage.time, StageTime::kBefore) << "only one of them acts";
  }
  EXPECT_EQ(stages_in(scratch, true, {.command_lines = {}, .kernels = {"5.3"}}),
            "active - " + old_unit +
                " loads /boot/sysctl.conf-5.3: the kernel's own file of settings, which "
                "boot-sysctl.service loads,\n");
  EXPECT_EQ(stages_in(scratch, true, {.command_lines = {}, .kernels = {"5.3", "6.4"}}),
            "active - " + old_unit +
                " loads /boot/sysctl.conf-5.3 loads : the kernel's own file of settings, which "
                "boot-sysctl.service loads,\n"
                "active - " +
                unit +
                " loads /usr/lib/modules/6.4/sysctl.conf loads : the kernel's own file of settings, which "
                "kernel-sysctl.service loads,\n");
}

TEST(StagesOfUnits, OurOwn) {
  const Scratch scratch;
  scratch.write(unit::kLockUnitFile, unit::lock_unit("maintenance"));
  EXPECT_EQ(stages_in(scratch),
            "inactive 3 /etc/systemd/system/yama-ptrace-lock.service:14 unless maintenance: "
            "the boot unit yama-ptrace-lock.service\n");
  scratch.link("/etc/systemd/system/sysinit.target.wants/yama-ptrace-lock.service", "../yama-ptrace-lock.service");
  EXPECT_EQ(stages_in(scratch),
            "active 3 /etc/systemd/system/yama-ptrace-lock.service:14 unless maintenance: "
            "the boot unit yama-ptrace-lock.service\n");
  EXPECT_EQ(stages_in(scratch, false),
            "inactive 3 /etc/systemd/system/yama-ptrace-lock.service:14 unless maintenance: "
            "the boot unit yama-ptrace-lock.service\n");
}

TEST(StagesOfUnits, ThePublishedOneNeverStartsAsPrinted) {
  const Scratch scratch;
  scratch.write("/etc/systemd/system/noptrace.service",
                "[Unit]\nConditionKernelCommandLine=!maintenance\n"
                "[Service]\nExecstart=/bin/bash -c \"sysctl -w kernel.yama.ptrace_scope=3\"\n");
  scratch.link("/etc/systemd/system/default.target.wants/noptrace.service", "../noptrace.service");
  EXPECT_EQ(stages_in(scratch),
            "inactive 3 /etc/systemd/system/noptrace.service:4 unless maintenance: "
            "the published unit noptrace.service, which systemd refuses as it is printed,\n");
}

TEST(StagesOfUnits, ACallOfSysctlWritesWhatItLoads) {
  const Scratch scratch;
  scratch.write("/etc/systemd/system/a.service", "[Service]\nExecStart=/sbin/sysctl -p /etc/my.conf\n");
  scratch.link("/etc/systemd/system/multi-user.target.wants/a.service", "../a.service");
  EXPECT_EQ(stages_in(scratch), "active - /etc/systemd/system/a.service:2 loads /etc/my.conf: the unit a.service\n");
}

}  // namespace
}  // namespace yama
