// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/loader_service.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/scratch.h"
#include "support/stages.h"

namespace yama::services {
namespace {

using test::Scratch;
using test::shown;

constexpr std::string_view kUnit = "/etc/systemd/system/systemd-sysctl.service";

std::string service(const Scratch& scratch) { return shown(stages_of_loader_service(scratch.root())); }

constexpr std::string_view kVendor = "/usr/lib/systemd/system/systemd-sysctl.service";
constexpr std::string_view kShipped =
    "[Unit]\nDescription=Apply Kernel Variables\nDefaultDependencies=no\nConditionPathIsReadWrite=/proc/sys/net/\n"
    "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/lib/systemd/systemd-sysctl\nTimeoutSec=90s\n"
    "ImportCredential=sysctl.*\n";

/// The service as shipped, with one drop-in.
std::string with_drop_in(std::string_view bytes) {
  const Scratch scratch;
  scratch.write(kVendor, kShipped);
  scratch.write("/etc/systemd/system/systemd-sysctl.service.d/x.conf", bytes);
  return service(scratch);
}

/// A stage in that drop-in.
std::string in_drop_in(std::string_view time, std::string_view rest) {
  return "loader_service " + std::string(time) +
         " /etc/systemd/system/systemd-sysctl.service.d/x.conf:" + std::string(rest) + "\n";
}

TEST(LoaderService, AsShipped) {
  const Scratch scratch;
  scratch.write(kVendor, kShipped);
  EXPECT_EQ(service(scratch), "");
  EXPECT_EQ(service(Scratch{}), "");
}

TEST(LoaderService, Masked) {
  const Scratch scratch;
  scratch.link(kUnit, "/dev/null");
  const std::string masked = "loader_service instead " + std::string(kUnit) + ": systemd-sysctl.service is masked\n";
  EXPECT_EQ(service(scratch), masked);
  const Scratch empty;
  empty.write(kUnit, "");
  EXPECT_EQ(service(empty), masked);
  const Scratch until_reboot;
  until_reboot.link("/run/systemd/system/systemd-sysctl.service", "/dev/null");
  EXPECT_EQ(service(until_reboot),
            "loader_service instead /run/systemd/system/systemd-sysctl.service inactive: systemd-sysctl.service is "
            "masked\n");
}

TEST(LoaderService, Replaced) {
  const Scratch scratch;
  scratch.write(kUnit, "[Service]\nExecStart=/opt/loader\n");
  EXPECT_EQ(service(scratch), "loader_service instead " + std::string(kUnit) +
                                  ":2 ExecStart=/opt/loader may: systemd-sysctl.service is replaced by another unit "
                                  "file\n");
  scratch.write(kUnit, "[Service]\nExecStart=/bin/true\n");
  EXPECT_EQ(service(scratch),
            "loader_service instead " + std::string(kUnit) +
                ":2 ExecStart=/bin/true: systemd-sysctl.service does not load settings of this key\n");
  scratch.write(kUnit, kShipped);
  EXPECT_EQ(service(scratch), "") << "a copy of the package's";
  scratch.write(kUnit, "[Service]\nDescription=x\n");
  EXPECT_EQ(service(scratch), "loader_service instead " + std::string(kUnit) +
                                  ": systemd-sysctl.service is not valid, so systemd refuses it\n");
}

TEST(LoaderService, DropInsThatChangeNothing) {
  const Scratch scratch;
  scratch.write(kVendor, kShipped);
  scratch.write("/usr/lib/systemd/system/service.d/10-timeout-abort.conf", "[Service]\nTimeoutStopFailureMode=abort\n");
  scratch.write("/etc/systemd/system/systemd-sysctl.service.d/after.conf", "[Unit]\nAfter=x.service\n");
  scratch.write("/etc/systemd/system/systemd-sysctl.service.d/backup.conf~", "[Service]\nExecStart=\n");
  EXPECT_EQ(service(scratch), "");
  EXPECT_EQ(with_drop_in("[Service]\nExecStartPre=/bin/mkdir -p /run/x\nExecStartPost=/usr/bin/logger done\n"), "");
  EXPECT_EQ(with_drop_in("[Service]\nExecStartPre=-/opt/x\nExecStartPost=/opt/y\n"), "");
  EXPECT_EQ(with_drop_in("[Service]\nExecStart=\nExecStart=/usr/lib/systemd/systemd-sysctl --strict\n"), "");
  EXPECT_EQ(with_drop_in("[Service]\nExecStart=/usr/lib/systemd/systemd-sysctl --prefix=net\n"), "");
  EXPECT_EQ(with_drop_in("[Service]\nProtectHome=yes\nPrivateUsers=yes\nPrivateUsers=no\n"), "");
  EXPECT_EQ(with_drop_in("[Service]\nReadOnlyPaths=/proc\nReadOnlyPaths=\n"), "");
}

TEST(LoaderService, DropInsThatTakeTheLoaderAway) {
  EXPECT_EQ(with_drop_in("[Service]\nExecStart=\nExecStart=/usr/lib/systemd/systemd-sysctl --prefix=net\n"),
            in_drop_in("instead",
                       "3 ExecStart=/usr/lib/systemd/systemd-sysctl --prefix=net: systemd-sysctl.service does "
                       "not load settings of this key"));
  EXPECT_EQ(with_drop_in("[Service]\nExecStart=\n"),
            in_drop_in("instead", "2 ExecStart=: systemd-sysctl.service is not valid, so systemd refuses it"));
  EXPECT_EQ(with_drop_in("[Service]\nExecStart=\nExecStart=/opt/x\n"),
            in_drop_in("instead", "3 ExecStart=/opt/x may: systemd-sysctl.service is changed by a drop-in"));
}

TEST(LoaderService, DropInsThatAreNotUnderstood) {
  EXPECT_EQ(with_drop_in("[Service]\nExecStartPre=/opt/check\n"),
            in_drop_in("instead", "2 ExecStartPre=/opt/check may: systemd-sysctl.service is changed by a drop-in"));
  EXPECT_EQ(with_drop_in("[Service]\nExecCondition=/opt/check\n"),
            in_drop_in("instead", "2 ExecCondition=/opt/check may: systemd-sysctl.service is changed by a drop-in"));
  EXPECT_EQ(with_drop_in("[Service]\nReadOnlyPaths=/proc/sys\n"),
            in_drop_in("instead", "2 ReadOnlyPaths=/proc/sys may: systemd-sysctl.service is changed by a drop-in"));
  EXPECT_EQ(with_drop_in("[Service]\nLoadCredential=sysctl.extra:/opt/x\n"),
            in_drop_in("instead",
                       "2 LoadCredential=sysctl.extra:/opt/x may: systemd-sysctl.service is changed by a drop-in"));
  EXPECT_EQ(with_drop_in("[Service]\nCapabilityBoundingSet=~CAP_SYS_PTRACE\n"),
            in_drop_in("instead",
                       "2 CapabilityBoundingSet=~CAP_SYS_PTRACE may: systemd-sysctl.service is changed by a drop-in"));
}

TEST(LoaderService, DropInsOfItsNameOnDebian) {
  const Scratch scratch;
  scratch.write(kVendor, kShipped);
  scratch.write("/etc/systemd/system/procps.service.d/x.conf", "[Service]\nExecStartPre=/opt/check\n");
  EXPECT_EQ(service(scratch), "") << "another unit";
  scratch.link("/usr/lib/systemd/system/procps.service", "systemd-sysctl.service");
  EXPECT_EQ(service(scratch),
            "loader_service instead /etc/systemd/system/procps.service.d/x.conf:2 ExecStartPre=/opt/check may: "
            "systemd-sysctl.service is changed by a drop-in\n");
}

TEST(LoaderService, Conditions) {
  const Scratch scratch;
  scratch.write(kVendor, kShipped);
  const auto with = [&scratch](std::string_view setting, const std::vector<std::string>& command_lines) {
    scratch.write("/etc/systemd/system/systemd-sysctl.service.d/x.conf", "[Unit]\n" + std::string(setting) + "\n");
    return shown(stages_of_loader_service(scratch.root(), {.command_lines = command_lines, .kernels = {}}));
  };
  const std::string skipped = ": systemd-sysctl.service is skipped: its condition does not hold";
  const std::string unknown = " may: systemd-sysctl.service has a condition, and it is not known whether it holds";
  EXPECT_EQ(with("ConditionPathExists=/etc/x", {}), in_drop_in("instead", "2 ConditionPathExists=/etc/x" + skipped));
  EXPECT_EQ(with("ConditionPathExists=!/etc/x", {}), "");
  EXPECT_EQ(with("ConditionPathExists=/etc/x\nConditionPathExists=", {}), "");
  EXPECT_EQ(with("ConditionKernelCommandLine=!nosysctl", {"ro quiet"}), "");
  EXPECT_EQ(with("ConditionKernelCommandLine=!nosysctl", {"ro nosysctl"}),
            in_drop_in("instead", "2 ConditionKernelCommandLine=!nosysctl" + skipped));
  EXPECT_EQ(with("ConditionKernelCommandLine=!nosysctl", {"ro nosysctl", "ro"}),
            in_drop_in("instead", "2 ConditionKernelCommandLine=!nosysctl" + unknown));
  EXPECT_EQ(with("ConditionVirtualization=vm", {"ro"}),
            in_drop_in("instead", "2 ConditionVirtualization=vm" + unknown));
  EXPECT_EQ(with("ConditionPathExists=|/etc/x\nConditionPathExists=|/etc/systemd", {}), "");
  EXPECT_EQ(with("ConditionPathExists=|/etc/x\nConditionPathExists=|/etc/y", {}),
            in_drop_in("instead", "2 ConditionPathExists=|/etc/x" + skipped));
}

TEST(LoaderService, CommandsBesidesTheLoader) {
  EXPECT_EQ(with_drop_in("[Service]\nExecStartPre=/sbin/sysctl -w kernel.yama.ptrace_scope=3\n"
                         "ExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=2\n"),
            in_drop_in("before",
                       "2 ExecStartPre=/sbin/sysctl -w kernel.yama.ptrace_scope=3 -> 3: a command of "
                       "systemd-sysctl.service") +
                in_drop_in("after",
                           "3 ExecStartPost=/sbin/sysctl -w kernel.yama.ptrace_scope=2 -> 2: a command of "
                           "systemd-sysctl.service"));
  const Scratch scratch;
  scratch.write(kVendor, kShipped);
  scratch.write("/etc/systemd/system/systemd-sysctl.service.d/x.conf",
                "[Service]\nExecStartPost=/sbin/sysctl -p /opt/a.conf\nExecStartPre=-/usr/lib/systemd/systemd-sysctl "
                "/opt/b.conf\n");
  const auto stages = stages_of_loader_service(scratch.root());
  ASSERT_EQ(stages.size(), 2U);
  EXPECT_EQ(stages[0].time, StageTime::kBefore);
  EXPECT_EQ(stages[0].loads, (sysctl::SettingsLoad{.files = {"/opt/b.conf"}, .by = sysctl::Loader::kSystemd}));
  EXPECT_TRUE(stages[0].certain);
  EXPECT_EQ(stages[1].time, StageTime::kAfter);
  EXPECT_EQ(stages[1].loads, sysctl::SettingsLoad{.files = {"/opt/a.conf"}});
}

/// "FILE... [one of]" of the stages that load kernels' own settings.
std::string kernel_files(const std::vector<Stage>& stages) {
  std::string text;
  for (const Stage& stage : stages) {
    EXPECT_EQ(stage.kind, StageKind::kKernelSettings);
    EXPECT_EQ(stage.time, StageTime::kBefore);
    text += stage.certain ? "" : "may ";
    for (const std::string& file : stage.loads->files) {
      text += (file.empty() ? "none" : file) + " ";
    }
    text += stage.loads->one_of ? "one of\n" : "\n";
  }
  return text;
}

TEST(LoaderService, KernelSettingsOfSle15) {  // suse-module-tools until 2021: 50-kernel-uname_r.conf
  const Scratch scratch;
  scratch.write(kVendor, kShipped);
  scratch.write("/usr/lib/systemd/system/systemd-sysctl.service.d/50-kernel-uname_r.conf",
                "[Unit]\nRequiresMountsFor=/boot\n\n[Service]\n"
                "ExecStartPre=-/usr/lib/systemd/systemd-sysctl /boot/sysctl.conf-%v\n");
  EXPECT_EQ(
      kernel_files(stages_of_loader_service(scratch.root(), {.command_lines = {}, .kernels = {"5.3.18-default"}})),
      "/boot/sysctl.conf-5.3.18-default \n");
  EXPECT_EQ(
      kernel_files(stages_of_loader_service(scratch.root(), {.command_lines = {}, .kernels = {"5.3.18", "5.3.20"}})),
      "/boot/sysctl.conf-5.3.18 /boot/sysctl.conf-5.3.20 one of\n");
}

TEST(LoaderService, KernelSettingsOfSle12) {
  const Scratch scratch;
  const units::NextBoot next{.command_lines = {}, .kernels = {"4.4.1-default"}};
  const auto files = [&] { return kernel_files(stages_of_kernel_settings(scratch.root(), next, "228 sle12")); };
  EXPECT_EQ(files(), "");
  scratch.write("/boot/sysctl.conf-4.4.1-default", "kernel.yama.ptrace_scope = 1\n");
  EXPECT_EQ(files(), "/boot/sysctl.conf-4.4.1-default \n");
  EXPECT_EQ(kernel_files(stages_of_kernel_settings(scratch.root(), next, "228")), "") << "a patch of SUSE's";
  scratch.write("/boot/sysctl.conf-4.4.1-default", "kernel.yama.ptrace_scope = 3\n");
  EXPECT_EQ(files(), "may /boot/sysctl.conf-4.4.1-default \n") << "only when no other file has the key";
}

TEST(LoaderService, StartsAtBoot) {
  const Scratch scratch;
  EXPECT_EQ(starts_at_boot(scratch.root()), std::nullopt);
  scratch.write(kVendor, kShipped);
  EXPECT_EQ(starts_at_boot(scratch.root()), false) << "nothing starts it";
  scratch.write("/etc/systemd/system/a.service", "[Unit]\nWants=systemd-sysctl.service\n");
  EXPECT_EQ(starts_at_boot(scratch.root()), false);
  scratch.link("/etc/systemd/system/multi-user.target.wants/a.service", "../a.service");
  EXPECT_EQ(starts_at_boot(scratch.root()), true);
  const std::string link = "/usr/lib/systemd/system/sysinit.target.wants/systemd-sysctl.service";
  const Scratch shipped;
  shipped.write(kVendor, kShipped);
  shipped.link(link, "../systemd-sysctl.service");
  EXPECT_EQ(starts_at_boot(shipped.root()), true);
  shipped.link("/etc/systemd/system/sysinit.target.wants/systemd-sysctl.service", "/dev/null");
  EXPECT_EQ(starts_at_boot(shipped.root()), false);
  const Scratch masked;
  masked.write(kVendor, kShipped);
  masked.link(link, "../systemd-sysctl.service");
  masked.link(kUnit, "/dev/null");
  EXPECT_EQ(starts_at_boot(masked.root()), false);
  const Scratch until_reboot;
  until_reboot.write(kVendor, kShipped);
  until_reboot.link(link, "../systemd-sysctl.service");
  until_reboot.link("/run/systemd/system/systemd-sysctl.service", "/dev/null");
  EXPECT_EQ(starts_at_boot(until_reboot.root()), true);
}

}  // namespace
}  // namespace yama::services
